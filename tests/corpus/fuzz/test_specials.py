"""The real command on files made to hurt it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from tests.corpus.fuzz.specials import SECRET, SPECIALS

SECONDS = 10.0
MEMORY = 1_000_000_000


@dataclass(frozen=True)
class _Run:
    code: int
    out: str
    err: str
    seconds: float
    peak: int


def _resident(process: psutil.Popen) -> int:
    total = 0
    try:
        for member in [process, *process.children(recursive=True)]:
            total += member.memory_info().rss
    except psutil.Error:  # it ended meanwhile
        return total
    return total


def _parse(folder: Path, *arguments: str) -> _Run:
    with (folder / "out").open("w+b") as out, (folder / "err").open("w+b") as err:
        begin = time.perf_counter()
        process = psutil.Popen(
            [sys.executable, "-m", "stancebench", "corpus", "parse", *arguments],
            stdout=out,
            stderr=err,
            stdin=subprocess.DEVNULL,
            cwd=folder,
            env={**os.environ, "STANCEBENCH_WORKSPACE": ""},
        )
        peak = 0
        try:
            while process.poll() is None and time.perf_counter() - begin < 3 * SECONDS:
                peak = max(peak, _resident(process))
                time.sleep(0.02)
        finally:
            if process.poll() is None:
                for member in [*process.children(recursive=True), process]:
                    member.kill()
        seconds = time.perf_counter() - begin
        code = process.wait(5)
        out.seek(0)
        err.seek(0)
        return _Run(
            code, out.read().decode("utf-8", "replace"), err.read().decode("utf-8", "replace"), round(seconds, 2), peak
        )


def _check(run: _Run) -> None:
    assert run.code in (0, 2), run.err
    assert "Traceback" not in run.err + run.out
    assert run.seconds < SECONDS
    assert run.peak < MEMORY
    assert SECRET not in run.out + run.err
    if run.code == 2:
        assert run.out == ""
        assert len(run.err.strip().splitlines()) <= 1 or "Usage" in run.err, run.err
        assert run.err.startswith("Error: ") or "Usage" in run.err, run.err
    else:
        assert json.loads(run.out)["turns"]


@pytest.mark.parametrize("what", SPECIALS)
def test_a_clear_error_or_a_document(what: str, tmp_path: Path) -> None:
    name, make = SPECIALS[what]
    (tmp_path / "in").mkdir()
    path = tmp_path / "in" / name
    make(path)
    _check(_parse(tmp_path, os.fsdecode(os.fsencode(path))))


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/stdin", "/proc/self/environ", "/proc/kmsg"])
def test_a_device_is_no_transcript(device: str, tmp_path: Path) -> None:
    run = _parse(tmp_path, device)
    _check(run)
    assert run.code == 2


def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("We said it here, and we say it there.", encoding="utf-8")
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("this user may read every file")
    run = _parse(tmp_path, str(path))
    _check(run)
    assert run.code == 2


def test_files_that_are_too_large_together(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(5):
        path = folder / f"{number}.txt"
        path.write_bytes(b"We said it. ")
        os.truncate(path, 10 * 2**20)
    run = _parse(tmp_path, str(folder))
    _check(run)
    assert "with the files before it too many" in run.err


def test_what_a_script_says_nobody_said(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    hidden = [
        "<script>{}</script>",
        "<style>{}</style>",
        "<template>{}</template>",
        "<noscript>{}</noscript>",
        "<!-- {} -->",
        "<iframe>{}</iframe>",
        "<object>{}</object>",
        "<svg><text>{}</text></svg>",
        "<textarea>{}</textarea>",
        "<p onclick='{}'>We said it here, and we say it there.</p>",
    ]
    said = "<p>We said it here, and we say it there.</p>"
    page = said.join(piece.format(f"Nobody said number {number}.") for number, piece in enumerate(hidden))
    path.write_text(f"<html><body>{said}{page}{said}</body></html>", encoding="utf-8")
    run = _parse(tmp_path, str(path))
    _check(run)
    document = json.loads(run.out)
    spoken = " ".join(paragraph["text"] for turn in document["turns"] for paragraph in turn["paragraphs"])
    assert "Nobody said" not in spoken
    assert spoken.count("We said it here") == len(hidden) + 2
