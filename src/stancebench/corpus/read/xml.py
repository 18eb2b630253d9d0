"""Reading XML: parliamentary standards, and records with a transcript in one element."""

from __future__ import annotations

import re
from typing import Any

from stancebench.corpus.read.decode import Decoded, normalise
from stancebench.corpus.read.html import add_html
from stancebench.corpus.read.reading import Reading, ReadingBuilder
from stancebench.corpus.words import words
from stancebench.errors import UserError

# Element and attribute names of TEI and ParlaMint, Akoma Ntoso (OASIS LegalDocML), Hansard XML.
_SPEECH = words(
    "rede u sp speech question answer reply intervention speechgroup turn utterance contribution statement "
    "oralstatement"
)
_PARAGRAPH = frozenset(["p", "para", "seg", "ab", "l", "text", "line", "paragraph"])
_SPEAKER = frozenset(["from", "speaker", "member", "name"])
_STAGE = frozenset(["kommentar", "kinesic", "vocal", "incident", "stage", "scene", "gap", "event"])
_HEADING = frozenset(
    ["head", "heading", "title", "subtitle", "label", "num", "major-heading", "minor-heading", "debateheading"]
)
_WHO = ("speakername", "who", "by", "speaker", "name", "as")
_HTML_INSIDE = re.compile(r"<(?:p|br|div|strong|b|span)\b[^>]*>", re.IGNORECASE)
_ENCODING = re.compile(r"^\s*<\?xml[^>]*\?>")
_LONG = 400


def read_xml(source: Decoded, name: str) -> Reading:
    """Read an XML document.

    Three shapes are known: speeches as elements (TEI, Akoma Ntoso, Hansard), one long field that holds HTML or plain
    text among short ones that are metadata, and any other tree, whose leaves become blocks. Entities are never
    resolved and nothing is fetched.

    Args:
        source: The decoded file.
        name: What to call it in errors.

    Returns:
        The reading.

    Raises:
        UserError: It is not XML, or has no text.
    """
    root, warnings = _parse(source.text, name)
    builder = ReadingBuilder()
    metadata: dict[str, str] = {}
    field = _html_field(root)
    if field is not None:
        for element in root.iter():
            if isinstance(element.tag, str) and len(element) == 0 and element is not field:
                _fact(metadata, _tag(element), element.text)
        content = field.text or ""
        if _HTML_INSIDE.search(content):
            add_html(builder, content)
        else:
            for chunk in re.split(r"\n\s*\n", normalise(content)):
                builder.add(chunk.strip())
    else:
        _Speeches(builder, metadata).walk(root)
    if not builder.blocks:
        raise UserError(f"{name} has no text", expected="XML with a transcript")
    return builder.reading("xml", source.encoding, metadata, (*source.warnings, *warnings))


def _parse(text: str, name: str) -> tuple[Any, list[str]]:
    from lxml import etree

    data = _ENCODING.sub("", text).encode("utf-8")
    for recover in (False, True):
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=recover, encoding="utf-8"
        )
        try:
            root = etree.fromstring(data, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            if recover:
                raise UserError(f"{name} is not well-formed XML ({str(error)[:90]})", expected="XML") from None
            continue
        if root is not None:
            return root, ["the XML is not well-formed: what could be read is taken"] if recover else []
    raise UserError(f"{name} is not XML", expected="XML")


def _html_field(root: Any) -> Any:
    """Return the one leaf that holds the whole transcript, or None."""
    leaves = [
        item for item in root.iter() if isinstance(item.tag, str) and len(item) == 0 and (item.text or "").strip()
    ]
    if not leaves or any(_tag(item) in _SPEECH for item in root.iter() if isinstance(item.tag, str)):
        return None
    longest = max(leaves, key=lambda item: len(item.text))
    rest = sum(len(item.text) for item in leaves) - len(longest.text)
    if _HTML_INSIDE.search(longest.text) or (len(longest.text) > _LONG and rest < len(longest.text) / 4):
        return longest
    return None


class _Speeches:
    """Walks speeches given as elements."""

    def __init__(self, builder: ReadingBuilder, metadata: dict[str, str]) -> None:
        self.builder = builder
        self.metadata = metadata
        self.names: dict[str, str] = {}

    def walk(self, root: Any) -> None:
        self.names = _people(root)
        header = next((item for item in root.iter() if _tag(item) in ("teiheader", "meta")), None)
        if header is not None:
            _header_facts(header, self.metadata)
        speaker, fresh, role = "", False, ""
        inside: Any = None
        for element in _elements(root, skip=header):
            tag = _tag(element)
            if tag in _SPEECH:
                inside, fresh = element, True
                speaker = self._who(element)
                kind = (element.get("type") or "").lower()
                role = (
                    "question"
                    if tag == "question" or "question" in kind
                    else "answer"
                    if tag in ("answer", "reply") or "answer" in kind
                    else ""
                )
                if element.text and element.text.strip() and not any(_tag(x) in _PARAGRAPH for x in element.iter()):
                    self._block(_all_text(element), "text", speaker, role, fresh)
                    fresh = False
            elif (element.get("klasse") or element.get("class") or "") in ("redner", "speaker"):
                own = (element.text or "", *(child.tail or "" for child in element))
                self._block("".join(own), "speaker", "", "", False)
            elif tag in _SPEAKER or (tag == "note" and (element.get("type") or "") in ("speaker", "chair")):
                self._block(_all_text(element), "speaker", "", "", False)
            elif tag in _STAGE or tag == "note":
                self._block(_all_text(element), "stage_direction", "", "", False)
            elif (tag in _PARAGRAPH and tag != "text") or not len(element):
                within = inside is not None and any(parent is inside for parent in element.iterancestors())
                kind = "text" if within or tag in _PARAGRAPH else "heading"
                self._block(
                    _all_text(element), kind, speaker if within else "", role if within else "", fresh and within
                )
                fresh = fresh and not within
            elif tag in _HEADING:
                self._block(_all_text(element), "heading", "", "", False)

    def _who(self, element: Any) -> str:
        for key in _WHO:
            value = element.get(key)
            if value:
                found = self.names.get(value.removeprefix("#"), value.removeprefix("#"))
                return re.sub(r"\s+", " ", found).strip()
        return ""

    def _block(self, text: str, kind: str, speaker: str, role: str, new_turn: bool) -> None:
        folded = re.sub(r"[^\S\n]+", " ", normalise(text))
        self.builder.add(
            re.sub(r" ?\n\s*", "\n", folded).strip(), kind=kind, speaker=speaker, role=role, new_turn=new_turn
        )


def _elements(root: Any, skip: Any) -> Any:
    """Yield elements in order; what is inside a leaf-like element (a paragraph, a name) is not visited."""
    stack = [root]
    while stack:
        element = stack.pop()
        if not isinstance(element.tag, str) or element is skip:
            continue
        yield element
        tag = _tag(element)
        leaf = tag in _PARAGRAPH | _SPEAKER | _STAGE | _HEADING | {"note"} and tag != "text"
        if not leaf:
            stack.extend(reversed(element))


def _all_text(element: Any) -> str:
    return "".join(element.itertext())


def _people(root: Any) -> dict[str, str]:
    """Read the names of persons listed by id (TEI ``person``, Akoma Ntoso ``TLCPerson``)."""
    names = {}
    for item in root.iter():
        tag = _tag(item)
        key = next((value for name, value in item.attrib.items() if name.endswith("id")), "") if tag else ""
        if tag == "tlcperson" and key:
            names[key] = item.get("showAs") or key
        elif tag == "person" and key:
            name = next((part for part in item.iter() if _tag(part) == "persname"), None)
            if name is not None:
                names[key] = " ".join(_all_text(name).split())
    return names


def _header_facts(header: Any, metadata: dict[str, str]) -> None:
    for item in header.iter():
        tag = _tag(item)
        if tag in ("title", "date", "idno", "publisher", "frbralias"):
            _fact(metadata, "title" if tag == "frbralias" else tag, item.text or item.get("when") or item.get("value"))
        elif tag == "frbrdate":
            _fact(metadata, "date", item.get("date"))


def _fact(metadata: dict[str, str], key: str, value: str | None) -> None:
    text = " ".join(normalise(value or "").split())
    if text and key not in metadata:
        metadata[key] = text


def _tag(element: Any) -> str:
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""
