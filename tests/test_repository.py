"""What the repository promises: rooms, figures, pipeline, licences."""

from __future__ import annotations

import json
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

from stancebench import __version__
from stancebench.corpus.accuracy import BEGIN as PARSER_BEGIN
from stancebench.corpus.accuracy import END as PARSER_END
from stancebench.corpus.accuracy import ParseAccuracy, accuracy_path, accuracy_table, first_sight_path
from stancebench.corpus.parse.expected import ExpectedStructure
from stancebench.dataset.gates import Gates
from stancebench.eval.leaderboard import Leaderboard
from stancebench.eval.report import BEGIN, END, reference_block
from stancebench.files import read_json, read_jsonl, read_text, sha256_text
from stancebench.labels.agreement import measure_agreement
from stancebench.labels.codebook import read_codebook
from stancebench.labels.event import LabelEvent, read_events
from stancebench.labels.freeze import frozen
from stancebench.labels.gold import read_gold
from stancebench.train.config import list_baselines
from stancebench.workspace import Workspace

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("corpus", "labels", "train", "eval")


def tracked() -> list[Path]:
    """Files of the repository: those git tracks, or all but what is built where there is no git."""
    done = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode == 0 and done.stdout:
        return [ROOT / name for name in done.stdout.splitlines() if (ROOT / name).is_file()]
    return [path for path in ROOT.rglob("*") if path.is_file() and ".venv" not in path.parts]


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_names_its_module_and_holds_no_code(room: str) -> None:
    first = read_text(ROOT / room / "README.md").splitlines()[0]
    assert f"`src/stancebench/{room}`" in first
    assert not list((ROOT / room).rglob("*.py"))
    assert (ROOT / "src" / "stancebench" / room / "cli.py").is_file()
    assert (ROOT / "tests" / room).is_dir()


def test_modules_stay_short() -> None:
    long = {
        str(path.relative_to(ROOT)): n
        for path in (ROOT / "src").rglob("*.py")
        if (n := len(read_text(path).splitlines())) > 300
    }
    assert long == {}


def test_readme_figures_come_from_the_reference_results(repository: Workspace) -> None:
    readme = read_text(ROOT / "README.md")
    assert re.search(f"{BEGIN}.*?{END}", readme, re.DOTALL).group() == reference_block(repository)  # type: ignore[union-attr]
    board = read_json(ROOT / "eval" / "reference" / "leaderboard.json", Leaderboard)
    assert {part.task for part in board.boards} == {"stance", "topic"}
    assert board.tier == "machine"
    gates = read_json(ROOT / "labels" / "gates" / "core.json", Gates)
    assert board.dataset == f"stancebench@{gates.version}-{gates.revision}"
    for part in board.boards:
        assert f"data:{board.dataset}|" in part.signature
        for entry in part.entries:
            for item in entry.metrics.values():
                assert 0 <= item.low <= item.value <= item.high <= 1


def test_readme_has_the_two_commands() -> None:
    blocks = re.findall(r"```sh\n(.*?)```", read_text(ROOT / "README.md"), re.DOTALL)
    assert blocks[:2] == ["make run\n", "make test\n"]
    assert read_text(ROOT / ".ci" / "run").splitlines()[-1] == "make test"


def test_machine_generated_is_said_first(repository: Workspace) -> None:
    assert (
        "machine-generated" in read_text(ROOT / "labels" / "README.md").split("\n# Labels\n")[1].strip().splitlines()[0]
    )
    assert "machine-generated" in read_text(ROOT / "README.md").split("## Two commands")[0]


def test_the_pipeline_trains_every_baseline_and_follows_the_rooms(repository: Workspace) -> None:
    stages = yaml.safe_load(read_text(ROOT / "dvc.yaml"))["stages"]
    assert list(stages) == ["corpus", "labels", "gates", "dataset", "train", "eval", "report"]
    names = sorted(config.name for config in list_baselines(repository))
    assert set(names) - set(stages["train"]["matrix"]["baseline"]) == {"topic-minilm"}
    assert stages["train"]["matrix"] == stages["eval"]["matrix"]
    assert "analytics = false" in read_text(ROOT / ".dvc" / "config")


def test_dvc_lock_is_of_this_pipeline() -> None:
    lock = yaml.safe_load(read_text(ROOT / "dvc.lock"))["stages"]
    assert "train@minilm-13" in lock
    assert "report" in lock


def test_pins_cover_the_declared_dependencies() -> None:
    project = tomllib.loads(read_text(ROOT / "pyproject.toml"))["project"]
    pins = {
        line.split("==")[0].lower().replace("_", "-")
        for line in read_text(ROOT / "requirements.lock").splitlines()
        if "==" in line
    }
    extras = project["optional-dependencies"]
    declared = [
        *project["dependencies"],
        *extras["train"],
        *extras["dvc"],
        *extras["serve"],
        *extras["annotate"],
        *extras["dev"],
    ]
    wanted = {re.split(r"[<>=\[ ]", item)[0].lower().replace("_", "-") for item in declared}
    assert wanted - pins == set()
    assert not any("torch" in item for item in project["dependencies"])


def test_version_is_said_once() -> None:
    assert yaml.safe_load(read_text(ROOT / "CITATION.cff"))["version"] == __version__
    assert "## Unreleased" in read_text(ROOT / "CHANGELOG.md")


@pytest.mark.parametrize("name", ["check.yml", "smoke.yml"])
def test_workflows_are_yaml_with_least_rights(name: str) -> None:
    data = yaml.safe_load(read_text(ROOT / ".github" / "workflows" / name))
    assert data["permissions"] == {"contents": "read"}
    assert all(job["timeout-minutes"] <= 60 for job in data["jobs"].values())


def test_no_path_of_one_machine_and_no_large_file() -> None:
    home = re.compile(r"(?<![\w.])/(?:home|root|work|tmp|Users)/\w")
    for path in tracked():
        assert path.stat().st_size < 3_000_000, path
        if path.suffix in {".py", ".md", ".yaml", ".yml", ".json", ".toml", ".cff", ".lock"} or path.name == "Makefile":
            assert not home.search(path.read_text(encoding="utf-8")), path


def test_no_text_of_the_corpus_is_tracked(repository: Workspace) -> None:
    """Evidence is offsets, in the first release quotes of at most forty words; paragraphs are not in the repository."""
    assert not any(item.quote for event in read_events(repository) for item in event.stances)
    first = repository.root / "labels" / "releases" / "0.1.0" / "events"
    for path in first.glob("*.jsonl"):
        for event in read_jsonl(path, LabelEvent):
            assert all(len(item.quote.split()) <= 40 for item in event.stances), event.event_id
    suspects = [path for path in tracked() if path.suffix in {".parquet", ".txt"}]
    assert suspects == []


def test_gold_and_agreement_follow_from_the_events(repository: Workspace) -> None:
    events = read_events(repository)
    gold = read_gold(repository)
    assert gold == frozen(events, read_codebook(repository).version)
    assert len(gold) == len({event.paragraph_id for event in events})
    assert len({label.paragraph_id.split("/")[0] for label in gold}) >= 200
    assert {label.tier for label in gold} == {"machine"}
    measured = measure_agreement(events, read_codebook(repository)).model_dump(mode="json")
    assert json.loads(read_text(ROOT / "labels" / "agreement.json")) == measured
    assert measured["kind"] == "inter-model agreement"


def test_every_event_names_the_instruction_it_followed(repository: Workspace) -> None:
    prompts = {sha256_text(read_text(path)) for path in (ROOT / "labels" / "prompts").glob("*.md")}
    pages = [ROOT / "labels" / "GUIDELINES.md", *(ROOT / "labels" / "guidelines").glob("*.md")]
    guidelines = {sha256_text(read_text(path)) for path in pages}
    for event in read_events(repository):
        assert event.annotator_kind == "human" or event.prompt_sha256 in prompts
        assert event.guidelines_sha256 in guidelines


def test_the_parser_figures_of_the_readme_are_the_committed_ones() -> None:
    found = read_json(accuracy_path(Workspace(ROOT)), ParseAccuracy)
    first = read_json(first_sight_path(Workspace(ROOT)), ParseAccuracy)
    readme = read_text(ROOT / "README.md")
    assert f"{PARSER_BEGIN}\n{accuracy_table(found, first)}\n{PARSER_END}" in readme
    whole = found.scores[-1]
    assert (whole.name, whole.documents) == ("all", len(list((ROOT / "corpus" / "expected").glob("*.json"))))
    assert min(whole.turns.f1, whole.left_out_recall or 0) >= 0.98
    assert min(whole.roles.f1, whole.qa_roles.f1) >= 0.97


def test_structures_hold_no_text() -> None:
    for path in (ROOT / "corpus" / "expected").glob("*.json"):
        for turn in read_json(path, ExpectedStructure).turns:
            assert re.fullmatch("[0-9a-f]{12}", turn.speaker)
