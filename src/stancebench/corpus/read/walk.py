"""Walking a tree of HTML elements into blocks of visible text."""

from __future__ import annotations

import re
from typing import Any

from stancebench.corpus.read.decode import normalise
from stancebench.corpus.read.reading import ReadingBuilder
from stancebench.corpus.words import words

INLINE = words(
    "a abbr acronym b bdi bdo big cite code data dfn em font i ins kbd label mark nobr q ruby rb rt rp s samp "
    "small span strike strong sub sup time tt u var wbr del"
)
_UNSEEN = words(
    "script style noscript template head title meta link svg math iframe object audio video canvas map area "
    "input textarea"
)
_FURNITURE = frozenset(["nav", "footer", "aside", "form", "button", "select", "menu", "dialog"])
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6", "legend", "caption", "figcaption"])
_EMPHASIS = frozenset(["b", "strong", "em", "i"])
_STRUCK = frozenset(["s", "strike", "del"])
_FOOTNOTES = re.compile(r"\b(?:footnotes?|endnotes?|references)\b", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_SPEAKER_CLASS = re.compile(r"\b(?:speaker|speaker-?name|interviewee|talker)\b", re.IGNORECASE)


class BlockWalker:
    """Turns elements into blocks; one instance a document.

    Text inside ``<nav>``, ``<footer>`` and their like becomes furniture, ``<h1>`` to ``<h6>`` headings, struck words
    and footnote marks become cuts. Scripts and styles are never text.

    Args:
        builder: Where the blocks go.
    """

    def __init__(self, builder: ReadingBuilder) -> None:
        self._builder = builder
        self._text: list[str] = []
        self._length = 0
        self._cuts: list[tuple[int, int, str]] = []
        self._emphasis = -1
        self._plain_seen = False
        self._indented = False
        self._modes: list[str] = []
        self._inline: list[str] = []
        self._links = 0
        self._linked = 0

    def walk(self, root: Any) -> None:
        """Walk one element with all that is below it.

        Args:
            root: An lxml element.
        """
        from lxml import etree

        skip: Any = None
        for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
            if event in ("comment", "pi"):
                if skip is None and element is not root:
                    self._say(element.tail)
                continue
            tag = _tag(element)
            if event == "start":
                if skip is not None:
                    continue
                if tag in _UNSEEN:
                    skip = element
                    continue
                self._open(element, tag)
            else:
                if skip is not None and element is not skip:
                    continue
                if skip is None:
                    self._close(tag)
                skip = None
                if element is not root:
                    self._say(element.tail)
        self.flush()

    def flush(self) -> None:
        """End the current block."""
        raw = "".join(self._text)
        left = len(raw) - len(raw.lstrip())
        text = raw.strip()
        if text:
            kind = self._modes[-1] if self._modes else "text"
            if kind == "text" and self._linked > 0.6 * len(text) and len(text) < 200 and self._links > 0:
                kind = "furniture"
            cuts = tuple(
                (max(start - left, 0), min(end - left, len(text)), reason)
                for start, end, reason in self._cuts
                if min(end - left, len(text)) > max(start - left, 0)
            )
            emphasis = self._emphasis - left if self._emphasis > left else -1
            self._builder.add(text, kind=kind, emphasis=min(emphasis, len(text)), indented=self._indented, cuts=cuts)
        self._text, self._cuts, self._length = [], [], 0
        self._emphasis, self._plain_seen, self._indented = -1, False, False
        self._links = self._linked = 0

    def _open(self, element: Any, tag: str) -> None:
        if tag == "br":
            self._raw("\n")
        elif tag in INLINE:
            self._inline.append("link" if tag == "a" and element.get("href") else tag)
        else:
            self.flush()
            self._modes.append(self._mode(element, tag))
        self._say(element.text)

    def _close(self, tag: str) -> None:
        if tag == "br":
            return
        if tag in INLINE:
            if self._inline:
                self._inline.pop()
            return
        self.flush()
        if self._modes:
            self._modes.pop()

    def _mode(self, element: Any, tag: str) -> str:
        outer = self._modes[-1] if self._modes else "text"
        if outer in ("furniture", "footnote"):
            return outer
        named = f"{element.get('class') or ''} {element.get('id') or ''}"
        hidden = element.get("hidden") is not None or _HIDDEN.search(element.get("style") or "")
        in_article = any(_tag(parent) in ("article", "main") for parent in element.iterancestors())
        if tag in _FURNITURE or hidden or (tag == "header" and not in_article and element.find(".//h1") is None):
            return "furniture"
        if element.get("role") in ("navigation", "banner", "contentinfo", "search", "complementary"):
            return "furniture"
        if _FOOTNOTES.search(named):
            return "footnote"
        if tag == "dt" or (_SPEAKER_CLASS.search(named) and tag not in ("div", "section", "body", "main", "article")):
            return "speaker"
        return "heading" if tag in _HEADINGS else "text" if outer in ("heading", "speaker") else outer

    def _say(self, text: str | None) -> None:
        if not text:
            return
        # HTML folds white space; a source's own line ends are not line ends of the page.
        folded = re.sub(r"\s+", " ", normalise(text))
        if not self._text:
            if folded == " ":
                self._indented = True
                return
            self._indented = self._indented or folded.startswith(" ")
        elif folded.startswith(" ") and self._text[-1].endswith((" ", "\n")):
            folded = folded[1:]
        if not folded:
            return
        start = self._length
        self._raw(folded)
        if any(tag in _STRUCK for tag in self._inline):
            self._cuts.append((start, self._length, "struck"))
        elif "sup" in self._inline and re.fullmatch(r"\s*\[?\(?(?:\d{1,3}|[*†‡a-z])\)?\]?\s*", folded):
            self._cuts.append((start, self._length, "footnote mark"))
        if "link" in self._inline:
            self._links += 1
            self._linked += len(folded)
        if any(tag in _EMPHASIS for tag in self._inline):
            if not self._plain_seen:
                self._emphasis = self._length
        elif folded.strip() and not (folded.strip() in (":", ".") and self._emphasis >= 0):
            self._plain_seen = True

    def _raw(self, text: str) -> None:
        self._text.append(text)
        self._length += len(text)


def _tag(element: Any) -> str:
    tag = element.tag
    if not isinstance(tag, str):
        return ""
    return tag.rpartition("}")[2].lower()
