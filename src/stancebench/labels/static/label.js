// The labelling page. No build step, no library: what the annotator does is kept in `answer` and sent to the server.
// Offsets of evidence count characters (code points), as Python does; the browser counts UTF-16 units.
"use strict";

(() => {
  const $ = (id) => document.getElementById(id);
  const data = JSON.parse($("data").textContent);
  const isDone = data.status === "finished" || data.status === "skipped";
  const topics = new Map(data.topics.map((topic) => [topic.code, topic]));
  const targets = new Map(data.targets.map((target) => [target.id, target]));
  const COMMITTED = ["favor", "against", "mixed"];
  const UNSENT = `unsent:${data.desk}:${data.key}`;

  let { version, faults } = data;
  let answer = data.answer;

  // ---- Saving -------------------------------------------------------------------------------------------------------

  let edits = 0; // counts changes, so that one made while another is on its way is sent too
  let sent = 0;
  let timer = 0;
  let sending = null;
  let isBlocked = false; // after a conflict nothing is sent any more

  const say = (text) => {
    $("live").textContent = "";
    requestAnimationFrame(() => { $("live").textContent = text; });
  };

  const told = (text, isBad = false) => {
    $("saved").textContent = text;
    $("saved").classList.toggle("bad", isBad);
  };

  const remember = (draft) => {
    try {
      if (draft) sessionStorage.setItem(UNSENT, JSON.stringify(draft));
      else sessionStorage.removeItem(UNSENT);
    } catch { /* private mode: the server's copy has to do */ }
  };

  const request = (path, method, body, keepalive = false) => fetch(`/p/${data.key}/${path}`, {
    method,
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
    keepalive,
  });

  const conflict = (message) => {
    isBlocked = true;
    $("conflict-text").textContent = message;
    $("conflict").hidden = false;
    $("fields").disabled = true;
    for (const id of ["finish", "skip", "reopen", "keep"]) if ($(id)) $(id).disabled = true;
    told("Not saved", true);
    $("conflict-load").focus();
  };

  const take = (state) => {
    version = state.version;
    faults = state.faults;
    $("status").textContent = state.statusName;
    $("progress").max = state.progress.total;
    $("progress").value = state.progress.finished;
    $("progress-text").textContent = `${state.progress.finished} of ${state.progress.total}`;
    showFaults();
  };

  const retry = (text, wait) => {
    told(text, true);
    clearTimeout(timer);
    timer = setTimeout(save, wait);
  };

  async function send() {
    while (sent < edits && !isBlocked) {
      const now = edits;
      told("Saving…");
      let response;
      let state;
      try {
        response = await request("draft", "PUT", { desk: data.desk, version, answer: written() });
        state = await response.json();
      } catch {
        retry("Not saved: the server does not answer. Start it again; this page then saves by itself.", 1500);
        return false;
      }
      if (response.status === 409) { conflict(state.error); return false; }
      if (!response.ok) { retry(`Not saved: ${state.error}`, 5000); return false; }
      sent = now;
      take(state);
    }
    if (isBlocked) return false;
    remember(null);
    told("Saved");
    return true;
  }

  function save() {
    clearTimeout(timer);
    sending ??= send().finally(() => { sending = null; });
    return sending;
  }

  async function flush() {
    if (sending) await sending;
    return sent < edits ? save() : !isBlocked;
  }

  const changed = () => {
    if (isDone || isBlocked) return;
    edits += 1;
    remember({ version, answer: written() });
    told("Saving…");
    clearTimeout(timer);
    timer = setTimeout(save, 250);
  };

  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); }); // what is shown may be old

  addEventListener("pagehide", () => {
    if (sent < edits && !isBlocked) request("draft", "PUT", { desk: data.desk, version, answer: written() }, true).catch(() => {});
  });

  // ---- The answer ---------------------------------------------------------------------------------------------------

  const empty = (target) => ({
    target, stance: null, start: null, end: null, implicit: false, holder: "speaker", reported: null,
    context: "paragraph", confidence: 3, flags: [],
  });

  const isUntouched = (item) => JSON.stringify(item) === JSON.stringify(empty(item.target));
  const isCandidate = (target) => data.candidates.includes(target);

  let entries = new Map(); // by target: candidates first, then what the annotator added

  const load = () => {
    const given = new Map(answer.stances.map((item) => [item.target, item]));
    entries = new Map(data.candidates.map((target) => [target, empty(target)]));
    for (const [target, item] of given) entries.set(target, { ...empty(target), ...item });
  };

  function written() {
    const stances = [...entries.values()].filter((item) => !isCandidate(item.target) || !isUntouched(item));
    return { ...answer, stances };
  }

  const nameOf = (target) => targets.get(target)?.name ?? target;

  // ---- The text and its evidence ------------------------------------------------------------------------------------

  const TOKEN = /[\p{L}\p{M}\p{N}▮]+(?:['’‐-][\p{L}\p{M}\p{N}▮]+)*|\s+|[^\s]/gu;
  const text = $("text");
  const tokens = [];
  const characters = [...data.text];
  let mark = null; // what was last selected with the mouse: first and last token
  let pick = null; // choosing by keys: anchor and head, as places in `words`

  const drawText = () => {
    let place = 0;
    for (const [part] of data.text.matchAll(TOKEN)) {
      const span = document.createElement("span");
      span.textContent = part;
      text.append(span);
      const length = [...part].length;
      tokens.push({ span, start: place, end: place + length, isWord: /[\p{L}\p{N}▮]/u.test(part), isSpace: !part.trim() });
      place += length;
    }
  };

  const words = () => tokens.filter((token) => token.isWord);

  const showEvidence = () => {
    const spans = [...entries.values()].filter((item) => item.start !== null && item.stance !== "unrelated");
    const range = pickRange();
    for (const token of tokens) {
      const over = (item) => item.start < token.end && token.start < item.end;
      const own = spans.some((item) => item.target === current && over(item));
      const picked = range !== null && over(range);
      token.span.className = [
        spans.some(over) ? "evidenced" : "", own ? "own" : "", picked ? "picked" : "",
        pick && words()[pick.head] === token ? "head" : "",
      ].join(" ").trim();
    }
  };

  const quoteOf = (item) => characters.slice(item.start, item.end).join("");

  const selected = () => {
    const selection = getSelection();
    if (selection.isCollapsed || !selection.rangeCount) return null;
    const range = selection.getRangeAt(0);
    if (!text.contains(range.commonAncestorContainer)) return null;
    const before = document.createRange();
    before.setStart(text, 0);
    before.setEnd(range.startContainer, range.startOffset);
    const start = [...before.toString()].length;
    const end = start + [...range.toString()].length;
    return whole(start, end);
  };

  // A selection is widened to whole words and loses the space around it.
  const whole = (start, end) => {
    const touched = tokens.filter((token) => token.start < end && start < token.end);
    while (touched.length && touched[0].isSpace) touched.shift();
    while (touched.length && touched.at(-1).isSpace) touched.pop();
    return touched.length ? { start: touched[0].start, end: touched.at(-1).end } : null;
  };

  document.addEventListener("selectionchange", () => {
    const found = selected();
    if (found) mark = found;
    else if (text.contains(getSelection().anchorNode)) mark = null;
  });

  // A click on the button that takes the evidence ends the selection; any other click outside the text forgets it.
  document.addEventListener("pointerdown", (event) => { if (!event.target.closest("#text, .take")) mark = null; });

  const setEvidence = (span) => {
    const item = entries.get(current);
    if (!item || isDone || isBlocked) return;
    item.start = span ? span.start : null;
    item.end = span ? span.end : null;
    mark = null;
    getSelection().removeAllRanges();
    showCard(current);
    showEvidence();
    say(span ? `Evidence: ${quoteOf(item)}` : "Evidence cleared");
    changed();
  };

  const takeEvidence = () => {
    if (isDone || isBlocked) return;
    const item = entries.get(current);
    if (!item) { say("Add a target first."); return; }
    if (item.stance === "unrelated") { say("A target that is unrelated needs no evidence."); return; }
    const span = selected() ?? mark;
    if (pick && !span) endPick(true);
    else if (span) { setEvidence(span); cards.get(current).focus({ preventScroll: true }); } else startPick();
  };

  function pickRange() {
    if (!pick) return null;
    const all = words();
    const [first, last] = [Math.min(pick.anchor, pick.head), Math.max(pick.anchor, pick.head)];
    return { start: all[first].start, end: all[last].end };
  }

  const stopPick = () => {
    pick = null;
    document.body.classList.remove("picking");
    $("pick-help").hidden = true;
  };

  const startPick = () => {
    const item = entries.get(current);
    const all = words();
    if (!all.length) return;
    const inside = (token) => item.start !== null && token.start < item.end && item.start < token.end;
    const first = all.findIndex(inside);
    pick = first < 0 ? { anchor: 0, head: 0 } : { anchor: first, head: all.findLastIndex(inside) };
    document.body.classList.add("picking");
    $("pick-help").hidden = false;
    text.focus();
    movedPick();
  };

  const endPick = (isTaken) => {
    const span = pickRange();
    stopPick();
    if (isTaken) setEvidence(span); else showEvidence();
    cards.get(current)?.focus();
  };

  const movedPick = () => {
    showEvidence();
    words()[pick.head].span.scrollIntoView({ block: "nearest" });
    say(quoteOf(pickRange()));
  };

  // Without a keyboard: the first word, then the last one, then the button of the target.
  text.addEventListener("click", (event) => {
    const head = pick ? words().findIndex((token) => token.span === event.target) : -1;
    if (head < 0) return;
    pick = { anchor: pick.isTapped ? pick.anchor : head, head, isTapped: true };
    movedPick();
  });

  // The word nearest to the current one on the line above or below.
  const wordOnLine = (step) => {
    const all = words();
    const from = all[pick.head].span.getBoundingClientRect();
    const middle = (from.left + from.right) / 2;
    let line = null;
    let best = pick.head;
    let least = Infinity;
    for (let place = pick.head + step; place >= 0 && place < all.length; place += step) {
      const box = all[place].span.getBoundingClientRect();
      if (Math.abs(box.top - from.top) < from.height / 2) continue;
      line ??= box.top;
      if (Math.abs(box.top - line) > from.height / 2) break;
      const away = Math.abs((box.left + box.right) / 2 - middle);
      if (away < least) [best, least] = [place, away];
    }
    return best;
  };

  const pickKey = (event) => {
    const last = words().length - 1;
    const places = {
      ArrowLeft: () => pick.head - 1,
      ArrowRight: () => pick.head + 1,
      ArrowUp: () => wordOnLine(-1),
      ArrowDown: () => wordOnLine(1),
      Home: () => 0,
      End: () => last,
    };
    if (event.key in places) {
      const head = Math.max(0, Math.min(last, places[event.key]()));
      pick = { anchor: event.shiftKey ? pick.anchor : head, head };
      movedPick();
    } else if (event.key === "Enter" || event.key === "e") endPick(true);
    else if (event.key === "Escape") endPick(false);
    else { if (event.key === "Tab") endPick(false); return; }
    event.preventDefault();
  };

  // ---- Targets ------------------------------------------------------------------------------------------------------

  const cards = new Map();
  let current = null;

  const fields = (card) => ({
    radios: [...card.querySelectorAll(".stances input")],
    selects: [...card.querySelectorAll("select")],
    implicit: card.querySelector('[data-name="implicit"]'),
    flags: [...card.querySelectorAll("[data-flag]")],
    details: card.querySelector("details"),
  });

  const addCard = (target) => {
    const card = $("target-card").content.firstElementChild.cloneNode(true);
    const known = targets.get(target);
    card.dataset.target = target;
    card.querySelector(".proposition").textContent = known ? known.proposition : target;
    card.querySelector(".scope").textContent = known ? `${known.scope} ` : "The codebook no longer has this target.";
    if (known) {
      const id = document.createElement("span");
      id.className = "id";
      id.textContent = `· ${target}`;
      card.querySelector(".scope").append(id);
    }
    card.setAttribute("aria-label", `${isCandidate(target) ? "Candidate" : "Added target"}: ${known ? known.proposition : target}`);
    card.classList.toggle("added", !isCandidate(target));
    card.querySelector(".remove").hidden = isCandidate(target);
    const { radios, selects, implicit, flags } = fields(card);
    for (const radio of radios) {
      radio.name = `stance-${target}`;
      radio.addEventListener("change", () => setStance(target, radio.value));
      // After a click the arrow keys should turn pages, not the answer.
      radio.addEventListener("click", (event) => { if (event.detail) card.focus({ preventScroll: true }); });
    }
    for (const select of selects) {
      select.addEventListener("change", () => setField(target, select.dataset.name, select.value));
    }
    implicit.addEventListener("change", () => setField(target, "implicit", implicit.checked));
    for (const flag of flags) flag.addEventListener("change", () => setFlag(target, flag.dataset.flag, flag.checked));
    card.querySelector(".take").addEventListener("click", () => { setCurrent(target); takeEvidence(); });
    card.querySelector(".drop").addEventListener("click", () => { setCurrent(target); setEvidence(null); card.focus(); });
    card.querySelector(".remove").addEventListener("click", () => clear(target));
    card.addEventListener("focusin", () => setCurrent(target));
    card.addEventListener("pointerdown", () => setCurrent(target));
    cards.set(target, card);
    $("targets").append(card);
    showCard(target);
  };

  const showCard = (target) => {
    const card = cards.get(target);
    const item = entries.get(target);
    const { radios, selects, implicit, flags } = fields(card);
    for (const radio of radios) radio.checked = radio.value === item.stance;
    for (const select of selects) select.value = String(item[select.dataset.name] ?? "");
    implicit.checked = item.implicit;
    for (const flag of flags) flag.checked = item.flags.includes(flag.dataset.flag);
    const isRelated = item.stance !== null && item.stance !== "unrelated";
    card.classList.toggle("related", isRelated);
    card.classList.toggle("answered", item.stance !== null);
    card.querySelector(".evidence").hidden = !isRelated && item.start === null || item.stance === "unrelated";
    card.querySelector(".quote").textContent = item.start === null ? "" : quoteOf(item);
    card.querySelector(".quote").hidden = item.start === null;
    card.querySelector(".drop").hidden = item.start === null;
    card.querySelector(".more").hidden = !isRelated;
    const extra = [
      item.implicit ? "implicit" : "",
      item.holder !== "speaker" ? item.holder : "",
      item.reported ? `reported ${item.reported}` : "",
      item.context !== "paragraph" ? `needs ${item.context}` : "",
      item.confidence !== 3 ? `confidence ${item.confidence}` : "",
      ...item.flags.map((flag) => flag.replace("_", " ")),
    ].filter(Boolean);
    card.querySelector(".told").textContent = extra.length ? `: ${extra.join(", ")}` : "";
  };

  const setCurrent = (target) => {
    if (current === target) return;
    if (pick) stopPick();
    cards.get(current)?.classList.remove("current");
    cards.get(current)?.removeAttribute("aria-current");
    current = target;
    cards.get(current)?.classList.add("current");
    cards.get(current)?.setAttribute("aria-current", "true");
    showEvidence();
  };

  const update = (target, message) => {
    showCard(target);
    showEvidence();
    say(message);
    changed();
  };

  const setStance = (target, stance) => {
    entries.get(target).stance = stance;
    update(target, `${stance}: ${nameOf(target)}`);
  };

  const setField = (target, name, value) => {
    const item = entries.get(target);
    item[name] = name === "confidence" ? Number(value) : value === "" ? null : value;
    update(target, `${name}: ${value === true ? "yes" : value === false ? "no" : value || "none"}`);
  };

  const setFlag = (target, flag, isOn) => {
    const item = entries.get(target);
    const order = fields(cards.get(target)).flags.map((box) => box.dataset.flag);
    item.flags = order.filter((name) => (name === flag ? isOn : item.flags.includes(name)));
    update(target, `${flag.replace("_", " ")}: ${isOn ? "yes" : "no"}`);
  };

  // The answer to a candidate is cleared; a target that the annotator added goes.
  const clear = (target) => {
    if (!entries.has(target) || isDone || isBlocked) return;
    if (isCandidate(target)) {
      entries.set(target, empty(target));
      update(target, `Cleared: ${nameOf(target)}`);
      return;
    }
    const order = [...entries.keys()];
    const place = order.indexOf(target);
    entries.delete(target);
    cards.get(target).remove();
    cards.delete(target);
    current = null;
    const next = order[place + 1] ?? order[place - 1] ?? null;
    if (next) focusTarget(next); else { showEvidence(); $("add").focus(); }
    hintTargets();
    say(`Removed: ${nameOf(target)}`);
    changed();
  };

  const focusTarget = (target) => {
    setCurrent(target);
    const card = cards.get(target);
    card.focus({ preventScroll: true });
    card.scrollIntoView({ block: "nearest" });
  };

  const moveTarget = (step) => {
    const order = [...entries.keys()];
    if (!order.length) { say("There is no target yet. Press / to add one."); return; }
    const isThere = document.activeElement.closest?.(".target") || step < 0;
    const place = order.indexOf(current) + (isThere || current === null ? step : 0);
    focusTarget(order[Math.max(0, Math.min(order.length - 1, place))]);
  };

  const hintTargets = () => {
    const count = data.candidates.length;
    $("targets-hint").textContent = count
      ? `Answer ${count === 1 ? "the candidate" : `all ${count} candidates`}, then add every other target of the registry that the paragraph is on.`
      : "This paragraph has no candidates: add every target of the registry that it is on, or none.";
  };

  const cycle = (name) => {
    const select = current && entries.get(current).stance && cards.get(current).querySelector(`select[data-name="${name}"]`);
    if (!select) return;
    select.selectedIndex = (select.selectedIndex + 1) % select.options.length;
    setField(current, name, select.value);
  };

  // ---- The paragraph as a whole -------------------------------------------------------------------------------------

  const functions = [...document.querySelectorAll('input[name="function"]')];

  const label = (code) => (code === null ? "choose" : topics.has(code) ? `${code} ${topics.get(code).name}` : `${code}?`);

  const showParagraph = () => {
    for (const radio of functions) {
      radio.checked = radio.value === answer.function;
      $(`hint-${radio.value}`).hidden = !radio.checked;
    }
    const parts = topics.get(answer.topic)?.sub_codes ?? [];
    const part = parts.find((sub) => sub.code === answer.sub);
    $("topic-value").textContent = label(answer.topic);
    $("sub-value").textContent = part ? `${part.code} ${part.name}` : answer.sub ?? "choose";
    $("second-value").textContent = answer.second === null ? "none" : label(answer.second);
    $("sub-row").hidden = !parts.length && answer.sub === null;
    $("note").value = answer.note;
  };

  const set = (values, message) => {
    if (isDone || isBlocked) return;
    answer = { ...answer, ...values };
    showParagraph();
    say(message);
    changed();
  };

  const setFunction = (value) => set({ function: value }, `Function: ${value}`);

  for (const radio of functions) {
    radio.addEventListener("change", () => setFunction(radio.value));
    radio.addEventListener("click", (event) => { if (event.detail) radio.blur(); });
  }

  const nextFunction = () => {
    const place = functions.findIndex((radio) => radio.checked);
    setFunction(functions[(place + 1) % functions.length].value);
  };

  $("note").addEventListener("input", () => { answer.note = $("note").value; changed(); });

  // ---- The picker: topics, sub-codes, targets -----------------------------------------------------------------------

  let options = [];
  let shown = [];
  let active = 0;
  let choose = () => {};

  const openPicker = (title, all, then, value = null) => {
    if (isDone || isBlocked) return;
    options = all.map((option) => ({ ...option, hay: `${option.id ?? ""} ${option.label} ${option.detail}`.toLowerCase() }));
    choose = then;
    $("picker-title").textContent = title;
    $("picker-input").value = "";
    $("picker").showModal();
    $("picker-input").focus();
    filter();
    const place = shown.findIndex((option) => option.value === value);
    if (value !== null && place >= 0) activate(place);
  };

  const filter = () => {
    const parts = $("picker-input").value.toLowerCase().split(/\s+/).filter(Boolean);
    const rank = (option) => {
      const title = `${option.label} ${option.id ?? ""}`.toLowerCase();
      if (title.startsWith(parts[0])) return 0;
      return parts.every((part) => title.includes(part)) ? 1 : 2;
    };
    shown = options.filter((option) => parts.every((part) => option.hay.includes(part)));
    if (parts.length) shown.sort((a, b) => rank(a) - rank(b)); // the sort is stable: else in the order of the codebook
    $("picker-list").replaceChildren(...shown.map((option, place) => {
      const item = document.createElement("li");
      item.id = `option-${place}`;
      item.setAttribute("role", "option");
      const name = document.createElement("b");
      name.textContent = option.label;
      const detail = document.createElement("span");
      detail.textContent = option.detail;
      item.append(name, " ", detail);
      if (option.tag) {
        const tag = document.createElement("span");
        tag.className = "chip";
        tag.textContent = option.tag;
        item.append(" ", tag);
      }
      item.addEventListener("click", () => { activate(place); accept(); });
      return item;
    }));
    $("picker-count").textContent = `${shown.length} of ${options.length}.`;
    activate(0);
  };

  const activate = (place) => {
    const items = $("picker-list").children;
    items[active]?.removeAttribute("aria-selected");
    active = Math.max(0, Math.min(shown.length - 1, place));
    const item = items[active];
    $("picker-input").setAttribute("aria-activedescendant", item ? item.id : "");
    if (!item) return;
    item.setAttribute("aria-selected", "true");
    item.scrollIntoView({ block: "nearest" });
  };

  const accept = () => {
    const option = shown[active];
    if (!option) return;
    $("picker").close();
    choose(option.value);
  };

  $("picker-input").addEventListener("input", filter);
  $("picker-input").addEventListener("keydown", (event) => {
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };
    if (event.key in steps) { activate(active + steps[event.key]); event.preventDefault(); }
    if (event.key === "Enter" && !event.isComposing) { accept(); event.preventDefault(); }
  });

  const topicOptions = () => data.topics.map((topic) => ({
    value: topic.code, label: `${topic.code} ${topic.name}`, detail: topic.definition,
  }));

  const pickTopic = () => openPicker("Primary topic", topicOptions(), (code) => {
    const sub = (topics.get(code).sub_codes ?? []).some((part) => part.code === answer.sub) ? answer.sub : null;
    set({ topic: code, sub }, `Primary topic: ${label(code)}`);
    $("topic").focus();
  }, answer.topic);

  const pickSub = () => {
    const parts = topics.get(answer.topic)?.sub_codes ?? [];
    if (!parts.length && answer.sub === null) { say("This topic has no sub-codes."); return; }
    const none = parts.length ? [] : [{ value: null, label: "none", detail: "No sub-code" }];
    const all = [...none, ...parts.map((part) => ({ value: part.code, label: `${part.code} ${part.name}`, detail: part.definition }))];
    openPicker("Sub-code", all, (code) => { set({ sub: code }, `Sub-code: ${code ?? "none"}`); $("sub").focus(); }, answer.sub);
  };

  const pickSecond = () => {
    const none = { value: null, label: "none", detail: "No second field has a third of the paragraph." };
    const all = [none, ...topicOptions().filter((option) => option.value !== answer.topic)];
    openPicker("Secondary topic", all, (code) => {
      set({ second: code }, `Secondary topic: ${code === null ? "none" : label(code)}`);
      $("second").focus();
    }, answer.second);
  };

  const pickTarget = () => openPicker("Search the registry of targets", data.targets.map((target) => ({
    value: target.id,
    id: target.id,
    label: target.proposition,
    detail: `${target.scope} · ${target.id} · ${label(target.topic)}`,
    tag: entries.has(target.id) ? "on the page" : "",
  })), (target) => {
    if (!entries.has(target)) {
      entries.set(target, empty(target));
      addCard(target);
      hintTargets();
      changed();
    }
    focusTarget(target);
    say(`${targets.get(target).proposition} 1 to 5 choose the answer.`);
  });

  // ---- What is left -------------------------------------------------------------------------------------------------

  const placeOf = (fault) => {
    if (fault.target) return cards.get(fault.target) ?? $("add");
    if (fault.field === "function") return functions[0];
    return $(fault.field) ?? $("left");
  };

  const goTo = (fault) => {
    if (fault.target && cards.has(fault.target)) focusTarget(fault.target);
    else { placeOf(fault).focus(); placeOf(fault).scrollIntoView({ block: "nearest" }); }
  };

  function showFaults() {
    if (isDone) return;
    const count = faults.length;
    $("left-title").textContent = count ? `${count} left to do` : "Ready to finish";
    $("left").classList.toggle("ready", !count);
    $("left-list").replaceChildren(...faults.map((fault) => {
      const item = document.createElement("li");
      const button = document.createElement("button");
      button.type = "button";
      button.className = "link";
      button.textContent = fault.message;
      button.addEventListener("click", () => goTo(fault));
      item.append(button);
      return item;
    }));
    for (const part of document.querySelectorAll("[data-field]")) {
      const target = part.closest(".target")?.dataset.target ?? "";
      part.classList.toggle("lacks", faults.some((fault) => fault.field === part.dataset.field && fault.target === target));
    }
    $("finish").classList.toggle("ready", !count);
    $("finish").title = count ? `${count} left to do` : "";
  }

  // ---- Steps --------------------------------------------------------------------------------------------------------

  let isStepping = false;

  const step = async (name, then) => {
    if (isStepping || isBlocked) return;
    isStepping = true;
    try {
      if (!(await flush())) { isStepping = false; return; }
      const response = await request(name, "POST", { desk: data.desk, version });
      const state = await response.json();
      if (response.ok) { take(state); then(state); return; } // the next page is on its way: nothing more is taken
      isStepping = false;
      if (response.status === 409) { conflict(state.error); return; }
      if (state.faults?.length) {
        faults = state.faults;
        showFaults();
        document.body.classList.add("asked-for");
        goTo(faults[0]);
        say(`${state.error} ${faults[0].message}`);
      } else say(state.error);
      told(state.error, true);
    } catch {
      isStepping = false;
      told("The server does not answer. Start it again, then try again.", true);
    }
  };

  const goOn = (state) => location.assign(state.next ? `/p/${state.next}` : "/");
  const again = () => location.reload();
  const finish = () => { if (!isDone) step("finish", goOn); };
  const reopen = () => { if (isDone) step("reopen", again); };
  const keep = () => { if (data.status === "reopened") step("keep", again); };

  const openSkip = () => {
    if (isDone || isBlocked) return;
    $("skip-note").value = answer.note;
    $("skipping").showModal();
    $("skip-note").focus();
  };

  const skip = () => {
    $("skipping").close();
    if ($("skip-note").value !== answer.note) set({ note: $("skip-note").value }, "");
    step("skip", goOn);
  };

  const follow = async (id) => {
    const link = $(id);
    if (!link) { say("There is no further paragraph on this side."); return; }
    if (isBlocked || (await flush())) location.assign(link.href);
  };

  // ---- Keys ---------------------------------------------------------------------------------------------------------

  const toggle = (name) => { if (current && entries.get(current).stance) setField(current, name, !entries.get(current)[name]); };

  const details = () => {
    const part = current && fields(cards.get(current)).details;
    if (!part || part.hidden) { say("Choose a stance first."); return; }
    part.open = !part.open;
    if (part.open) part.querySelector("input, select").focus(); else cards.get(current).focus();
  };

  const stanceKey = (place) => {
    const radio = current && fields(cards.get(current)).radios[place];
    if (!radio) { say("There is no target yet. Press / to add one."); return; }
    if (radio.disabled || isDone || isBlocked) { say(isDone ? "This paragraph is finished." : "A question carries no stance."); return; }
    setStance(current, radio.value);
  };

  const flagKey = (place) => {
    const box = current && entries.get(current).stance && fields(cards.get(current)).flags[place];
    if (!box) return;
    setFlag(current, box.dataset.flag, !box.checked);
  };

  const help = () => $("help").showModal();
  const visit = (id) => () => $(id).click();

  const MOVES = {
    n: () => follow("following"), ArrowRight: () => follow("following"),
    p: () => follow("previous"), ArrowLeft: () => follow("previous"),
    j: () => moveTarget(1), k: () => moveTarget(-1),
    l: () => follow("list"), g: visit("guidelines"), u: visit("codebook"), "?": help, o: reopen,
  };
  const EDITS = {
    a: nextFunction, t: pickTopic, b: pickSub, y: pickSecond, m: () => $("note").focus(), "/": pickTarget,
    e: takeEvidence, x: () => { if (current && entries.get(current).start !== null) setEvidence(null); },
    Delete: () => clear(current), Backspace: () => clear(current),
    d: details, i: () => toggle("implicit"), h: () => cycle("holder"), r: () => cycle("reported"),
    c: () => cycle("context"), v: () => cycle("confidence"),
    f: finish, s: openSkip, z: keep,
  };

  const keysOn = () => {
    try { return localStorage.getItem("keys") !== "off"; } catch { return true; }
  };

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || document.querySelector("dialog[open]")) return;
    if (pick) { if (!event.ctrlKey && !event.metaKey && !event.altKey && event.key !== "Shift") pickKey(event); return; }
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { finish(); event.preventDefault(); return; }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const at = event.target;
    const isTyping = at.matches?.('textarea, select, input[type="text"]');
    if (event.key === "Escape") { if (current && at !== document.body) cards.get(current).focus(); else at.blur?.(); return; }
    if (isTyping || !keysOn()) return;
    if (event.key.startsWith("Arrow") && at.matches?.('input[type="radio"]')) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const digit = /^Digit([1-9])$/.exec(event.code);
    const isOpen = !isDone && !isBlocked && !isStepping;
    let act = MOVES[key] ?? (isOpen ? EDITS[key] : undefined);
    if (!act && !isStepping && /^[1-9]$/.test(key)) act = () => stanceKey(Number(key) - 1);
    else if (!act && isOpen && event.shiftKey && digit) act = () => flagKey(Number(digit[1]) - 1);
    if (!act || (event.repeat && !["j", "k"].includes(key))) return;
    event.preventDefault();
    act();
  });

  // ---- Start --------------------------------------------------------------------------------------------------------

  const bind = (id, act) => $(id)?.addEventListener("click", act);
  bind("help-open", help);
  bind("topic", pickTopic);
  bind("sub", pickSub);
  bind("second", pickSecond);
  bind("add", pickTarget);
  bind("finish", finish);
  bind("skip", openSkip);
  bind("skip-yes", skip);
  bind("skip-no", () => $("skipping").close());
  bind("reopen", reopen);
  bind("keep", keep);
  bind("conflict-load", again);
  $("form").addEventListener("submit", (event) => event.preventDefault());
  $("skip-note").addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { skip(); event.preventDefault(); }
  });
  $("keys-on").checked = keysOn();
  $("keys-on").addEventListener("change", () => {
    try { localStorage.setItem("keys", $("keys-on").checked ? "on" : "off"); } catch { /* holds for this page only */ }
  });

  // What could not be sent before this page was loaded again is taken up, unless somebody wrote in between.
  let isRestored = false;
  try {
    const unsent = JSON.parse(sessionStorage.getItem(UNSENT));
    if (unsent && !isDone && unsent.version === version) { answer = unsent.answer; isRestored = true; }
  } catch { /* nothing to restore */ }

  load();
  drawText();
  for (const target of entries.keys()) addCard(target);
  hintTargets();
  showParagraph();
  const firstOpen = [...entries.values()].find((item) => item.stance === null) ?? [...entries.values()][0];
  if (firstOpen) setCurrent(firstOpen.target);
  showEvidence();
  if (isDone) {
    $("fields").disabled = true;
    $("finish").disabled = true;
    $("skip").disabled = true;
    $("left").hidden = true;
  } else {
    showFaults();
    told(version ? "Saved" : "");
  }
  if (isRestored) changed(); else remember(null);
  document.documentElement.dataset.ready = "yes";
})();
