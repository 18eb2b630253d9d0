"""Parsing a file that nobody vouches for: in a process of its own, with limits of time and memory."""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Mapping, Sequence
from multiprocessing.connection import Connection
from pathlib import Path

from stancebench.corpus.parse.document import ParsedDocument
from stancebench.corpus.parse.profile import Profile
from stancebench.corpus.read.decode import MAX_BYTES
from stancebench.errors import UserError, some

SECONDS = 10.0
MEMORY = 900 * 1024 * 1024
"""Bytes of data that the parsing process may hold."""

_SUFFIXES = (".txt", ".htm", ".html", ".md", ".xml", ".csv", ".tsv", ".jsonl", ".json", ".pdf")


def parse_files(
    paths: Sequence[Path],
    *,
    format_name: str = "auto",
    profile: Profile | None = None,
    profiles: Mapping[str, Profile] | None = None,
    seconds: float = SECONDS,
    memory: int = MEMORY,
) -> ParsedDocument:
    """Parse one document from its files, with limits.

    Args:
        paths: Its files in order; a folder stands for the files in it, sorted by name.
        format_name: ``auto``, or the format.
        profile: The profile; chosen from `profiles` when omitted.
        profiles: Profiles by id.
        seconds: Longest time, in seconds.
        memory: Most memory, in bytes (Linux; elsewhere only the time is limited).

    Returns:
        The document.

    Raises:
        UserError: A file is missing, too large or no transcript, or a limit was passed.
    """
    parts = [(path.name, _read(path)) for path in _files(paths)]
    context = multiprocessing.get_context("spawn")
    mine, other = context.Pipe(duplex=False)
    rules = profile or dict(profiles or {})
    process = context.Process(target=_work, args=(other, parts, format_name, rules, memory), daemon=True)
    process.start()
    other.close()
    name = parts[0][0]
    try:
        if not mine.poll(seconds + 5):  # starting the process is not parsing
            raise UserError(f"{name} was not parsed within {seconds:.0f} s", expected="a transcript", fix="split it")
        kind, value = mine.recv()
    except EOFError:
        process.join(5)
        raise UserError(
            f"the parser stopped on {name} (exit code {process.exitcode})",
            expected=f"a transcript that is parsed with {memory // 1024**2} MB in {seconds:.0f} s",
        ) from None
    finally:
        process.kill()
        process.join(5)
        mine.close()
    if kind == "error":
        raise UserError(value[0], expected=value[1], fix=value[2])
    return ParsedDocument.model_validate_json(value)


def _files(paths: Sequence[Path]) -> list[Path]:
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            found = sorted(item for item in path.iterdir() if item.suffix.lower() in _SUFFIXES and item.is_file())
            if not found:
                raise UserError(f"{path} holds no transcript", expected=f"files ending in {some(_SUFFIXES, 10)}")
            files += found
        else:
            files.append(path)
    return files


def _read(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise UserError(
                f"{path.name} has {size:,} bytes",
                expected=f"a transcript of at most {MAX_BYTES:,} bytes",
                fix="split it",
            )
        if not path.is_file():
            raise UserError(f"{path} is no file", expected="a file")
        return path.read_bytes()
    except FileNotFoundError:
        raise UserError(f"{path} does not exist", expected="a transcript", fix="check the name") from None
    except OSError as error:
        raise UserError(f"{path} cannot be read ({error.strerror})", expected="a transcript") from None


def _work(
    pipe: Connection,
    parts: list[tuple[str, bytes]],
    format_name: str,
    rules: Profile | dict[str, Profile],
    memory: int,
) -> None:
    _limit(memory)
    from stancebench.corpus.parse.transcript import parse_transcript

    try:
        if isinstance(rules, Profile):
            document = parse_transcript(parts, format_name=format_name, profile=rules)
        else:
            document = parse_transcript(parts, format_name=format_name, profiles=rules)
        pipe.send(("document", document.model_dump_json()))
    except UserError as error:
        pipe.send(("error", (error.found, error.expected, error.fix)))
    except (MemoryError, RecursionError) as error:
        what = "too much memory" if isinstance(error, MemoryError) else "too deep a nesting"
        found = f"{parts[0][0]} needs {what}"
        del error
        pipe.send(("error", (found, "a transcript", "split it")))


def _limit(memory: int) -> None:
    if sys.platform != "win32":
        import resource

        kind = resource.RLIMIT_DATA if sys.platform == "linux" else resource.RLIMIT_AS
        try:
            resource.setrlimit(kind, (memory, memory))
        except (ValueError, OSError):  # a lower limit is in force already
            return
