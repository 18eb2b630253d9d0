"""Parsing a file that nobody vouches for: in a process of its own, with limits of time and memory."""

from __future__ import annotations

import gc
import logging
import multiprocessing
import sys
from collections.abc import Mapping, Sequence
from multiprocessing.connection import Connection
from pathlib import Path

from stancebench.corpus.parse.document import ParsedDocument
from stancebench.corpus.parse.profile import Profile
from stancebench.corpus.read.decode import MAX_BYTES
from stancebench.errors import UserError, some

SECONDS = 6.0
"""Longest time of parsing. With the start of two processes before and the writing after, a command stays below 10 s."""
MEMORY = 700 * 1024 * 1024
"""Bytes of data that the parsing process may hold; the waiting one needs some hundred MB more for a large result."""
_START_SECONDS = 30.0

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
    parts = _parts(_files(paths))
    context = multiprocessing.get_context("spawn")
    mine, other = context.Pipe(duplex=False)
    rules = profile or dict(profiles or {})
    process = context.Process(target=_work, args=(other, parts, format_name, rules, memory), daemon=True)
    process.start()
    other.close()
    name = parts[0][0]
    try:
        if mine.poll(_START_SECONDS):  # starting the process is not parsing
            mine.recv()
        if not mine.poll(seconds):
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
        try:
            inside = sorted(path.iterdir()) if path.is_dir() else None
        except OSError as error:
            raise UserError(f"{path} cannot be read ({error.strerror})", expected="a transcript") from None
        if inside is not None:
            found = [item for item in inside if item.suffix.lower() in _SUFFIXES and item.is_file()]
            if not found:
                raise UserError(f"{path} holds no transcript", expected=f"files ending in {some(_SUFFIXES, 10)}")
            files += found
        else:
            files.append(path)
    return files


def _parts(files: Sequence[Path]) -> list[tuple[str, bytes]]:
    parts, room = [], MAX_BYTES
    for path in files:
        data = _read(path, room)
        room -= len(data)
        parts.append((path.name.encode("utf-8", errors="replace").decode(), data))
    return parts


def _read(path: Path, room: int) -> bytes:
    try:
        size = path.stat().st_size
        if size > room:
            raise UserError(
                f"{path.name} has {size:,} bytes" + (", with the files before it too many" if room < MAX_BYTES else ""),
                expected=f"a transcript of at most {MAX_BYTES:,} bytes",
                fix="split it",
            )
        if not path.is_file():
            raise UserError(f"{path} is no file", expected="a file")
        if size == 0:  # files of the kernel say so too, and some wait for ever when they are read
            raise UserError(f"{path.name} is empty", expected="a transcript")
        with path.open("rb") as file:
            return file.read(room + 1)
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

    logging.disable()  # readers of formats log what they mend
    gc.disable()  # the process ends with the document
    pipe.send(("ready", None))
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
    except Exception as error:  # a fault of the parser or of a library is no reason for a traceback
        found = f"the parser failed on {parts[0][0]} ({type(error).__name__})"
        pipe.send(("error", (found, "a transcript", "report it with the file")))


def _limit(memory: int) -> None:
    if sys.platform != "win32":
        import resource

        kind = resource.RLIMIT_DATA if sys.platform == "linux" else resource.RLIMIT_AS
        try:
            resource.setrlimit(kind, (memory, memory))
        except (ValueError, OSError):  # a lower limit is in force already
            return
