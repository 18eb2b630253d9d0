"""Reading HTML: a whole page, or a fragment inside another format."""

from __future__ import annotations

import json
import re
from typing import Any

from stancebench.corpus.read.decode import Decoded, normalise
from stancebench.corpus.read.reading import Block, Reading, ReadingBuilder
from stancebench.corpus.read.walk import BlockWalker
from stancebench.errors import UserError

_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_PROSE_WORDS = 12
_LONGEST = 1_000_000
"""Characters of a page in which the main content is looked for; the longest page known to us has 120,000."""
_MOST_TAGS = 50_000
"""Tags of such a page; that page has 5,000."""
_BLANKS = re.compile(r"\s{200,}")


def read_html(source: Decoded, name: str) -> Reading:
    """Read a web page.

    The normalised source is the page's visible text. What lies before the first and after the last block of its main
    content, as trafilatura finds it, is furniture.

    Args:
        source: The decoded page.
        name: What to call it in errors.

    Returns:
        The reading.

    Raises:
        UserError: There is no text in it.
    """
    builder = ReadingBuilder()
    add_html(builder, source.text)
    if not builder.blocks:
        raise UserError(f"{name} has no visible text", expected="an HTML page with a transcript")
    warnings = list(source.warnings)
    main = _main_content(source.text)
    blocks = _outside_is_furniture(builder, main)
    if blocks is not None:
        builder.blocks = blocks
    else:
        warnings.append("the main content of the page was not found: all of its text is taken")
    return builder.reading("html", source.encoding, page_metadata(source.text), tuple(warnings))


def add_html(builder: ReadingBuilder, html: str) -> None:
    """Add the blocks of a page or fragment to a reading; none when nothing in it can be parsed."""
    root = parse_html(html)
    if root is not None:
        BlockWalker(builder).walk(root)


def parse_html(html: str) -> Any:
    """Parse HTML leniently; None when there is nothing in it."""
    import lxml.html
    from lxml import etree

    text = _XML_DECLARATION.sub("", html)
    if not text.strip():
        return None
    parser = lxml.html.HTMLParser(recover=True, no_network=True, huge_tree=False, remove_blank_text=False)
    try:
        return lxml.html.document_fromstring(text, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        return None


def page_metadata(html: str) -> dict[str, str]:
    """Read title, date, author, site and address from a page, as trafilatura finds them."""
    import trafilatura

    try:
        found = trafilatura.extract_metadata(
            _BLANKS.sub("\n", html[:_LONGEST]), extensive=html.count("<") <= _MOST_TAGS // 5
        )
    except Exception:  # third-party parsing of arbitrary pages: no metadata is then known
        return {}
    if found is None:
        return {}
    facts = {key: getattr(found, key, None) for key in ("title", "author", "date", "sitename", "url", "description")}
    return {key: " ".join(normalise(str(value)).split()) for key, value in facts.items() if value}


def _main_content(html: str) -> str:
    import trafilatura

    if len(html) > _LONGEST or html.count("<") > _MOST_TAGS:  # it would take longer than a document may
        return ""
    try:
        found = trafilatura.extract(
            _BLANKS.sub("\n", html),
            output_format="json",
            include_comments=False,
            favor_recall=True,
            with_metadata=False,
        )
    except Exception:  # third-party parsing of arbitrary pages: then no main content is known
        return ""
    return _letters(json.loads(found).get("text") or "") if found else ""


def _letters(text: str) -> str:
    return re.sub(r"\W+", "", text)


def _outside_is_furniture(builder: ReadingBuilder, main: str) -> list[Block] | None:
    text, blocks = builder.text, builder.blocks
    inside = [
        number
        for number, block in enumerate(blocks)
        if block.kind != "furniture"
        and len(text[block.start : block.end].split()) >= _PROSE_WORDS
        and _letters(text[block.start : block.end])[:60] in main
    ]
    prose = [
        number
        for number, block in enumerate(blocks)
        if block.kind in ("text", "footnote") and len(text[block.start : block.end].split()) >= _PROSE_WORDS
    ]
    if not inside or len(inside) < len(prose) / 4:
        return None
    first, last = inside[0], inside[-1]
    # Short blocks that touch the content (a name, a mark, a closing word) belong to it: up to the next heading 1.
    while first > 0 and blocks[first - 1].kind in ("text", "speaker", "heading"):
        first -= 1
    while last + 1 < len(blocks) and blocks[last + 1].kind in ("text", "speaker", "footnote"):
        last += 1
    result = []
    for number, block in enumerate(blocks):
        outside = number < first or number > last
        result.append(_as_furniture(block) if outside and block.kind != "furniture" else block)
    return result


def _as_furniture(block: Block) -> Block:
    return Block(block.start, block.end, "furniture", emphasis=block.emphasis, indented=block.indented)
