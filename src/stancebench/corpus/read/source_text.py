"""Reading any source: the one entrance of the readers."""

from __future__ import annotations

from stancebench.corpus.read.decode import MAX_BYTES, decode
from stancebench.corpus.read.detect import FORMATS, detect_format
from stancebench.corpus.read.reading import Reading
from stancebench.errors import UserError


def read_source(data: bytes, name: str, format_name: str = "auto", *, layout: str = "auto") -> Reading:
    """Read the bytes of a published transcript into its normalised source.

    Args:
        data: The bytes.
        name: The file's name, for its ending and for errors.
        format_name: ``auto`` or one of `FORMATS`.
        layout: Of plain text: ``auto``, ``blank-line`` or ``line``: what parts two paragraphs.

    Returns:
        The reading; its text is what all offsets count.

    Raises:
        UserError: It is too large, the format is unknown, or the bytes do not fit it.
    """
    if len(data) > MAX_BYTES:
        raise UserError(
            f"{name} has {len(data):,} bytes", expected=f"a transcript of at most {MAX_BYTES:,} bytes", fix="split it"
        )
    detected = detect_format(data, name)
    chosen = detected if format_name == "auto" else next((item for item in FORMATS if item == format_name), None)
    if chosen is None:
        raise UserError(f"unknown format {format_name!r}", expected=f"auto, {', '.join(FORMATS)}")
    if (detected == "pdf") != (chosen == "pdf"):
        raise UserError(f"{name} is {detected}, not {chosen}", fix=f"--format {detected}")
    if chosen == "pdf":
        from stancebench.corpus.read.pdf import read_pdf

        return read_pdf(data, name)
    decoded = decode(data, name, tabs=chosen == "csv")
    if chosen == "html":
        from stancebench.corpus.read.html import read_html

        return read_html(decoded, name)
    if chosen == "markdown":
        from stancebench.corpus.read.markdown import read_markdown

        return read_markdown(decoded, name)
    if chosen == "xml":
        from stancebench.corpus.read.xml import read_xml

        return read_xml(decoded, name)
    if chosen in ("csv", "jsonl"):
        from stancebench.corpus.read.table import read_table

        return read_table(decoded, name, chosen)
    from stancebench.corpus.read.plain import read_plain

    return read_plain(decoded, layout=layout)
