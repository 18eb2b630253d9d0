"""Reading Markdown with YAML front matter."""

from __future__ import annotations

import re
from typing import Any

import yaml

from stancebench.corpus.read.decode import Decoded, normalise
from stancebench.corpus.read.html import add_html
from stancebench.corpus.read.reading import Reading, ReadingBuilder
from stancebench.errors import UserError

_MOST_NODES = 10_000
"""Lists and mappings that front matter may hold."""
# Rules that would take characters of a transcript for markup: "1985. It was" is no list, four spaces are no code.
_NO_RULES = ("code", "list", "lheading", "reference", "hr")


class _FrontMatter(yaml.CSafeLoader):
    """Takes no aliases of lists and mappings: with them a few lines stand for gigabytes."""

    def construct_document(self, node: yaml.Node) -> Any:
        seen: set[int] = set()
        waiting: list[Any] = [node]
        while waiting:
            item = waiting.pop()
            if not isinstance(item, yaml.CollectionNode):
                continue
            if id(item) in seen or len(seen) > _MOST_NODES:
                raise yaml.YAMLError("it repeats itself by aliases, or is too large")
            seen.add(id(item))
            pairs = isinstance(item, yaml.MappingNode)
            waiting += [part for pair in item.value for part in pair] if pairs else item.value
        return super().construct_document(node)


def read_markdown(source: Decoded, name: str) -> Reading:
    """Read Markdown (CommonMark) with or without YAML front matter.

    The front matter becomes metadata; the normalised source is the text as rendered, without markup. Words struck
    with ``<s>`` are cuts.

    Args:
        source: The decoded file.
        name: What to call it in errors.

    Returns:
        The reading.

    Raises:
        UserError: The front matter is no YAML, or there is no text.
    """
    from markdown_it import MarkdownIt

    metadata, content = _front_matter(source.text.strip(), name)
    body = "\n".join(line if line.strip() else "" for line in content.split("\n"))
    # A paragraph that begins with spaces is a paragraph, whatever its indent.
    body = re.sub(r"(?m)^ +", "", body)
    html = MarkdownIt("commonmark", {"html": True, "maxNesting": 40}).disable(_NO_RULES).render(body)
    builder = ReadingBuilder()
    if html.strip():
        add_html(builder, _soft_breaks(html))
    if not builder.blocks:
        raise UserError(f"{name} has no text", expected="Markdown with a transcript")
    return builder.reading("markdown", source.encoding, metadata, source.warnings)


def _soft_breaks(html: str) -> str:
    """Keep the file's own line ends as line ends: a turn may begin at one without an empty line before it."""
    html = re.sub(r"<br\s*/?>\n", "<br/>", html)
    return re.sub(r"(?<!>)\n(?!<)", "<br/>", html)


def _front_matter(text: str, name: str) -> tuple[dict[str, str], str]:
    """Return the facts of the front matter, and the rest; no facts where none opens the text or nothing ends it."""
    from frontmatter.default_handlers import YAMLHandler

    handler = YAMLHandler()
    if not handler.detect(text):
        return {}, text
    try:
        front, content = handler.split(text)
    except ValueError:
        return {}, text
    try:
        found = handler.load(front, Loader=_FrontMatter)
        facts = found if isinstance(found, dict) else {}
        return {
            normalise(str(key)): " ".join(normalise(_flat(value)).split())
            for key, value in facts.items()
            if value not in (None, "")
        }, content.strip()
    # PyYAML raises LookupError and others on values that do not fit their tags.
    except (yaml.YAMLError, ValueError, TypeError, AttributeError, LookupError, RecursionError) as error:
        first = str(error).split("\n")[0]
        raise UserError(f"the front matter of {name} is not YAML ({first})", fix=f"edit {name}") from None


def _flat(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(_flat(item) for item in value)
    return str(value)
