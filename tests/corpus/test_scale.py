"""Building many documents: any number of workers, after a kill, on a cluster, always the same bytes."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from filelock import FileLock
from hypothesis import given
from hypothesis import strategies as st

from stancebench.corpus import shards as shards_module
from stancebench.corpus.build import CorpusSize, build_corpus
from stancebench.corpus.manifest import read_manifest
from stancebench.corpus.parquet import join_tables
from stancebench.corpus.pool import Pool
from stancebench.corpus.shards import MAX_BYTES, MAX_DOCUMENTS, Shard, plan_shards
from stancebench.corpus.source import Source, read_sources
from stancebench.corpus.stats import corpus_stats
from stancebench.errors import UserError
from stancebench.files import read_json
from stancebench.workspace import Workspace
from tests.corpus.folders import add_folder_source, folder_facts, folder_yaml
from tests.corpus.support import built
from tests.support.miniature import document_text

YEARS = range(1000, 2600)
SHARDS = 25
SIZE = CorpusSize(documents=1600, paragraphs=16_000, eligible=14_400)


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace of 1,600 documents, built in this process without a break; never changed."""
    workspace = add_folder_source(tmp_path_factory.mktemp("many"), YEARS)
    assert build_corpus(workspace, workers=1, progress=False) == SIZE
    return workspace


@pytest.fixture
def many(reference: Workspace, tmp_path: Path) -> Workspace:
    """A private copy of the sources, manifests and texts of `reference`, not built."""
    shutil.copytree(reference.root, tmp_path / "many", ignore=shutil.ignore_patterns("build"))
    return Workspace(tmp_path / "many")


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Keys of the shards that this process parses."""
    keys: list[str] = []
    build = Shard.build

    def watch(self: Shard, workspace: Workspace, folder: Path) -> object:
        keys.append(self.key)
        return build(self, workspace, folder)

    monkeypatch.setattr(Shard, "build", watch)
    return keys


def parts(workspace: Workspace) -> Path:
    """Where a build keeps its shards."""
    return workspace.documents.parent / ".parts"


def whole(workspace: Workspace) -> set[str]:
    """Keys of the shards that are whole."""
    return {path.stem for path in parts(workspace).glob("[!.]*.json")}


def workers_of(pid: int) -> list[psutil.Process]:
    """The worker processes of a build."""
    return [child for child in psutil.Process(pid).children() if "spawn_main" in " ".join(child.cmdline())]


@pytest.mark.parametrize("workers", [2, 3])
def test_any_number_of_workers_gives_the_same_bytes(reference: Workspace, many: Workspace, workers: int) -> None:
    assert build_corpus(many, workers=workers, progress=False) == SIZE
    assert built(many) == built(reference)
    assert corpus_stats(many) == corpus_stats(reference)
    assert sorted(path.name for path in many.documents.parent.iterdir()) == ["documents.parquet", "paragraphs.parquet"]


def test_the_parsing_is_done_by_as_many_processes_as_asked(many: Workspace) -> None:
    (source,) = read_sources(many)
    shards = plan_shards(source, read_manifest(many, source))
    assert len(shards) == SHARDS
    parts(many).mkdir(parents=True)
    with Pool(many, parts(many), 2) as pool:
        results = pool(shards)
        next(results)
        assert len(workers_of(os.getpid())) == 2
        assert len([shard.key for shard, _ in results]) == SHARDS - 1
    assert whole(many) == {shard.key for shard in shards}


def start(workspace: Workspace, *arguments: str) -> subprocess.Popen[bytes]:
    """Start the real command."""
    return subprocess.Popen(
        [sys.executable, "-m", "stancebench", "corpus", "build", "--quiet", *arguments],
        env={**os.environ, "STANCEBENCH_WORKSPACE": str(workspace.root)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_killed_build_goes_on_with_its_whole_shards(
    reference: Workspace, many: Workspace, parsed: list[str], workers: str
) -> None:
    with start(many, "--workers", workers) as process:
        while process.poll() is None and len(whole(many)) < 3:
            time.sleep(0.002)
        family = psutil.Process(process.pid).children(recursive=True)
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    assert psutil.wait_procs(family, timeout=20)[1] == []
    kept = whole(many)
    assert 3 <= len(kept) < SHARDS
    assert not many.documents.exists()
    assert not many.paragraphs.exists()
    assert build_corpus(many, workers=1, progress=False) == SIZE
    assert kept.isdisjoint(parsed)
    assert len(parsed) == SHARDS - len(kept)
    assert built(many) == built(reference)
    assert not parts(many).exists()


def break_text(workspace: Workspace, year: int) -> Path:
    """Change one letter of a text."""
    path = workspace.texts / "many" / f"{year}.txt"
    path.write_text(path.read_text(encoding="utf-8").replace("year", "yeer", 1), encoding="utf-8")
    return path


@pytest.mark.parametrize("workers", [1, 2])
def test_wrong_texts_of_far_shards_are_named_together_and_leave_the_last_build(
    reference: Workspace, many: Workspace, workers: int
) -> None:
    build_corpus(many, workers=1, progress=False)
    break_text(many, 2000)
    break_text(many, 2599)
    with pytest.raises(UserError, match=r"^source many: 2 of 1600 documents are wrong: many-2000: .*, many-2599: "):
        build_corpus(many, workers=workers, progress=False)
    assert built(many) == built(reference)


def test_a_damaged_part_is_parsed_again(reference: Workspace, many: Workspace, parsed: list[str]) -> None:
    text = break_text(many, 2599)
    with pytest.raises(UserError):
        build_corpus(many, workers=1, progress=False)
    assert len(whole(many)) == SHARDS - 1
    cut, missing, receipt = sorted(whole(many))[:3]
    (parts(many) / f"{cut}.paragraphs.parquet").write_bytes(b"PAR1")
    (parts(many) / f"{missing}.documents.parquet").unlink()
    (parts(many) / f"{receipt}.json").write_text("{", encoding="utf-8")
    text.write_text(document_text(2599), encoding="utf-8")
    parsed.clear()
    assert build_corpus(many, workers=1, progress=False) == SIZE
    assert {cut, missing, receipt} < set(parsed)
    assert len(parsed) == 4
    assert built(many) == built(reference)


def test_a_part_is_used_only_for_the_same_source_facts_and_code(monkeypatch: pytest.MonkeyPatch) -> None:
    source = Source.model_validate(folder_yaml())
    facts = folder_facts("many", 1900, "Text")
    keys = {plan_shards(source, [facts])[0].key, plan_shards(source, [facts])[0].key}
    assert len(keys) == 1
    keys.add(plan_shards(source.model_copy(update={"role": "minister"}), [facts])[0].key)
    keys.add(plan_shards(source, [facts.model_copy(update={"title": "Another"})])[0].key)
    monkeypatch.setattr(shards_module, "_code", lambda: "other code")
    keys.add(plan_shards(source, [facts])[0].key)
    assert len(keys) == 4


@given(st.lists(st.one_of(st.none(), st.integers(0, 2 * MAX_BYTES)), max_size=3 * MAX_DOCUMENTS))
def test_shards_hold_every_document_once_in_order_and_stay_small(sizes: list[int | None]) -> None:
    base = folder_facts("many", 1900, "Text")
    manifest = [base.model_copy(update={"path": f"{n}.txt", "n_bytes": size}) for n, size in enumerate(sizes)]
    shards = plan_shards(Source.model_validate(folder_yaml()), manifest)
    assert [facts for shard in shards for facts in shard.facts] == manifest
    for shard in shards:
        assert 1 <= len(shard.facts) <= MAX_DOCUMENTS
        assert len(shard.facts) == 1 or sum(facts.n_bytes or 0 for facts in shard.facts) <= MAX_BYTES


def test_joined_tables_keep_their_order_and_never_lie_in_memory_together(tmp_path: Path) -> None:
    schema = pa.schema([("number", pa.int64())], metadata={"schema_version": "2"})
    paths: list[Path] = []
    for first, count in ((0, 3), (3, 0), (3, 4)):
        paths.append(tmp_path / f"{len(paths)}.parquet")
        pq.write_table(pa.table({"number": range(first, first + count)}, schema=schema), paths[-1])
    join_tables(tmp_path / "all.parquet", schema, paths)
    file = pq.ParquetFile(tmp_path / "all.parquet")
    assert file.read().to_pydict() == {"number": list(range(7))}
    assert file.schema_arrow.metadata == {b"schema_version": b"2"}
    assert [file.metadata.row_group(n).num_rows for n in range(file.num_row_groups)] == [3, 4]


def test_two_builds_at_a_time_are_refused(workspace: Workspace) -> None:
    before = built(workspace)
    parts(workspace).mkdir()
    with FileLock(parts(workspace) / "lock"), pytest.raises(UserError) as caught:
        build_corpus(workspace, progress=False)
    assert str(caught.value) == (
        f"another build of {workspace.root} is running; to mend it: wait until it ends, then run the command again"
    )
    assert built(workspace) == before
    build_corpus(workspace, progress=False)
    assert built(workspace) == before


def test_a_worker_that_is_killed_is_one_clear_fault(many: Workspace) -> None:
    (source,) = read_sources(many)
    parts(many).mkdir(parents=True)
    with Pool(many, parts(many), 2) as pool:
        results = pool(plan_shards(source, read_manifest(many, source)))
        next(results)
        for child in workers_of(os.getpid()):
            child.kill()
        with pytest.raises(UserError, match=r"^a worker process ended .*corpus build --workers 1"):
            list(results)


def test_leftovers_of_a_build_killed_while_it_joined_are_removed(workspace: Workspace) -> None:
    left = workspace.paragraphs.with_name(".paragraphs.parquet.abc.tmp")
    left.write_bytes(b"half")
    build_corpus(workspace, progress=False)
    assert not left.exists()


@pytest.fixture
def ray_cluster(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a Ray cluster of two nodes of one core each."""
    monkeypatch.setenv("RAY_USAGE_STATS_ENABLED", "0")
    pytest.importorskip("ray", reason="the extra `ray` is not installed")
    from ray.cluster_utils import Cluster

    cluster: Any = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False})
    try:
        cluster.add_node(num_cpus=1)
        cluster.wait_for_nodes()
        yield str(cluster.address)
    finally:
        cluster.shutdown()


@pytest.mark.enable_socket
@pytest.mark.filterwarnings(r"ignore:::ray\.")  # what Ray says of itself
def test_a_ray_cluster_of_two_nodes_gives_the_same_bytes(
    reference: Workspace, many: Workspace, ray_cluster: str
) -> None:
    from stancebench.corpus.ray_build import build_on_ray

    done = build_on_ray(many, ray_cluster, progress=False)
    assert done.size == SIZE
    assert built(many) == built(reference)
    assert len(done.nodes) == 2
    break_text(many, 2000)
    with pytest.raises(UserError, match=r"^source many: 1 of 1600 documents are wrong: many-2000: "):
        build_on_ray(many, ray_cluster, progress=False)
    assert built(many) == built(reference)


@pytest.mark.enable_socket
@pytest.mark.filterwarnings(r"ignore:::ray\.")
@pytest.mark.parametrize("address", ["127.0.0.1:1", "127.0.0.1:port"])
def test_a_cluster_that_is_not_there_is_named(workspace: Workspace, address: str) -> None:
    pytest.importorskip("ray", reason="the extra `ray` is not installed")
    from stancebench.corpus.ray_build import build_on_ray

    before = built(workspace)
    with pytest.raises(UserError, match=rf"^no Ray cluster at {address} \(.*; to mend it: ray start --head, then "):
        build_on_ray(workspace, address)
    assert built(workspace) == before


def test_ray_is_named_when_it_is_missing(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    from stancebench.corpus.ray_build import build_on_ray

    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(UserError) as caught:
        build_on_ray(workspace)
    assert str(caught.value) == (
        "Ray is not installed; expected the extra `ray`; to mend it: pip install 'stancebench[ray]'"
    )


def test_the_benchmark_measures_the_real_command(tmp_path: Path) -> None:
    from benchmarks.corpus_build import CorpusBuildBenchmark, main

    main(size=[600, 300], workers=2, results=tmp_path / "results.json", folder=tmp_path)
    result = read_json(tmp_path / "results.json", CorpusBuildBenchmark)
    small, large = result.measurements
    assert 300 <= small.paragraphs < 600 <= large.paragraphs < 1200
    assert large.peak_bytes > 100_000_000
    assert large.cores_used > 0.2
    assert result.exponent == result.last_exponent
    assert [path.name for path in tmp_path.iterdir()] == ["results.json"]


def test_the_committed_benchmark_is_within_its_limits(repository: Workspace) -> None:
    from benchmarks.corpus_build import EXPONENT_LIMIT, MEMORY_LIMIT, RESULTS, CorpusBuildBenchmark

    result = read_json(RESULTS, CorpusBuildBenchmark)
    assert [round(one.paragraphs, -4) for one in result.measurements] == [10_000, 100_000, 1_000_000]
    assert max(one.peak_bytes for one in result.measurements) < MEMORY_LIMIT == 1_500_000_000
    assert result.last_exponent is not None
    assert result.last_exponent <= EXPONENT_LIMIT
    assert result.passed
    assert result.measurements[-1].cores_used > 1
    failed = result.model_copy(update={"last_exponent": EXPONENT_LIMIT + 0.01})
    assert not failed.passed
