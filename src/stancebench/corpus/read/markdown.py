"""Reading Markdown with YAML front matter."""

from __future__ import annotations

import re

import yaml

from stancebench.corpus.read.decode import Decoded
from stancebench.corpus.read.html import add_html
from stancebench.corpus.read.reading import Reading, ReadingBuilder
from stancebench.errors import UserError

# Rules that would take characters of a transcript for markup: "1985. It was" is no list, four spaces are no code.
_NO_RULES = ("code", "list", "lheading", "reference", "hr")


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
    import frontmatter
    from markdown_it import MarkdownIt

    try:
        post = frontmatter.loads(source.text)
    except (yaml.YAMLError, ValueError, TypeError, AttributeError) as error:
        first = str(error).split("\n")[0]
        raise UserError(f"the front matter of {name} is not YAML ({first})", fix=f"edit {name}") from None
    metadata = {
        str(key): " ".join(_flat(value).split()) for key, value in post.metadata.items() if value not in (None, "")
    }
    body = "\n".join(line if line.strip() else "" for line in post.content.split("\n"))
    # A paragraph that begins with spaces is a paragraph, whatever its indent.
    body = re.sub(r"(?m)^ +", "", body)
    html = MarkdownIt("commonmark", {"html": True, "maxNesting": 40}).disable(_NO_RULES).render(body)
    builder = ReadingBuilder()
    if html.strip():
        add_html(builder, _soft_breaks(html), name)
    if not builder.blocks:
        raise UserError(f"{name} has no text", expected="Markdown with a transcript")
    return Reading(
        builder.text,
        "markdown",
        source.encoding,
        tuple(builder.blocks),
        tuple(builder.cuts),
        metadata,
        source.warnings,
    )


def _soft_breaks(html: str) -> str:
    """Keep the file's own line ends as line ends: a turn may begin at one without an empty line before it."""
    html = re.sub(r"<br\s*/?>\n", "<br/>", html)
    return re.sub(r"(?<!>)\n(?!<)", "<br/>", html)


def _flat(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(_flat(item) for item in value)
    return str(value)
