"""Drawing: strata, sections, cues, and the probability of each paragraph."""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path

import pytest
import yaml

from stancebench.errors import UserError
from stancebench.files import read_jsonl
from stancebench.labels.batch import BatchItem, read_batches
from stancebench.labels.plan import SamplingPlan, Stratum
from stancebench.labels.sample import sample_paragraphs
from stancebench.workspace import Workspace
from tests.labels.support import edit_rows, fault, forget_batches, read_rows, run


@pytest.fixture
def undrawn(workspace: Workspace) -> Workspace:
    """The miniature workspace before its first draw: 24 documents of 9 eligible paragraphs."""
    forget_batches(workspace)
    return workspace


def plan(*strata: Stratum, seed: int = 1, cue: str = "", batch_size: int = 40) -> SamplingPlan:
    return SamplingPlan(name="draw", seed=seed, cue=cue, batch_size=batch_size, strata=strata)


def draw(workspace: Workspace, *strata: Stratum, seed: int = 1, cue: str = "") -> list[BatchItem]:
    sample_paragraphs(workspace, plan(*strata, seed=seed, cue=cue))
    return [item for item in read_batches(workspace) if item.draw == "draw"]


def by_document(items: list[BatchItem]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for item in items:
        document, _, number = item.paragraph_id.split("/")
        found[document].append(int(number))
    return {name: sorted(numbers) for name, numbers in found.items()}


def test_batches_are_filled_one_after_the_other(undrawn: Workspace) -> None:
    paths = sample_paragraphs(undrawn, plan(Stratum(id="all", count=95)))
    assert [path.name for path in paths] == ["batch-001.jsonl", "batch-002.jsonl", "batch-003.jsonl"]
    assert [len(read_jsonl(path, BatchItem)) for path in paths] == [40, 40, 15]


def test_decades_get_even_shares_and_so_do_their_documents(undrawn: Workspace) -> None:
    items = draw(undrawn, Stratum(id="all", count=36))
    years = Counter(int(item.paragraph_id[5:9]) for item in items)
    assert Counter(year // 10 for year in years.elements()) == {190: 12, 191: 12, 192: 12}
    assert {years[year] for year in range(1900, 1920)} <= {1, 2}
    assert {years[year] for year in range(1920, 1924)} == {3}


def test_a_section_is_a_run_of_neighbours(undrawn: Workspace) -> None:
    items = draw(undrawn, Stratum(id="all", count=24, section=3))
    runs = {(0, 1, 2), (4, 5, 6), (7, 8, 9)}  # at 3 stands a stage direction
    assert len(items) == 24
    for numbers in by_document(items).values():
        assert len(numbers) % 3 == 0
        assert {tuple(numbers[start : start + 3]) for start in range(0, len(numbers), 3)} <= runs


def test_whole_sections_may_pass_the_count_by_less_than_one(undrawn: Workspace) -> None:
    assert len(draw(undrawn, Stratum(id="all", count=25, section=3))) == 27


def test_years_sources_and_roles_bound_a_stratum(undrawn: Workspace) -> None:
    items = draw(
        undrawn,
        Stratum(id="early", count=9, to_year=1904),
        Stratum(id="late", count=9, from_year=1920, sources=("mini",), roles=("head_of_state",)),
    )
    years: dict[str, set[int]] = {item.stratum: set() for item in items}
    for item in items:
        years[item.stratum].add(int(item.paragraph_id[5:9]))
    assert years["early"] <= set(range(1900, 1905))
    assert years["late"] <= set(range(1920, 1924))


@pytest.mark.parametrize(
    "stratum", [Stratum(id="x", count=1, sources=("other",)), Stratum(id="x", count=1, roles=("journalist",))]
)
def test_a_stratum_that_holds_too_little_is_one_clear_line(undrawn: Workspace, stratum: Stratum) -> None:
    with pytest.raises(UserError) as caught:
        sample_paragraphs(undrawn, plan(stratum))
    assert str(caught.value) == (
        "stratum x asks for 1 paragraphs, 0 are left to draw; expected a smaller count, or a corpus with more "
        "documents; to mend it: stancebench corpus hydrate, then stancebench corpus build --all"
    )
    assert read_batches(undrawn) == []


def test_a_cue_steers_its_share_and_is_recorded(undrawn: Workspace) -> None:
    items = draw(undrawn, Stratum(id="all", count=40, cue_share=0.5), cue="tariff robs|duty on foreign")
    texts = {row["paragraph_id"]: row["text"] for row in read_rows(undrawn)}
    cued = [item for item in items if item.frame == "cue"]
    assert len(cued) == 20
    assert all("tariff robs" in texts[i.paragraph_id] or "duty on foreign" in texts[i.paragraph_id] for i in cued)
    assert {item.frame for item in items} == {"cue", "all"}


def test_the_probability_is_how_often_a_paragraph_is_drawn(undrawn: Workspace) -> None:
    stratum = Stratum(id="all", count=60, section=3, cue_share=0.4)
    drawn: Counter[str] = Counter()
    said: dict[str, list[float]] = defaultdict(list)
    rounds = 300
    for seed in range(rounds):
        for item in draw(undrawn, stratum, seed=seed, cue="Our navy is too small"):
            drawn[item.paragraph_id] += 1
            said[item.paragraph_id].append(item.inclusion_probability)
        forget_batches(undrawn)
    # Horvitz and Thompson: the inverse probabilities of a draw add up to the size of the frame, on average.
    total = sum(1 / chance for chances in said.values() for chance in chances) / rounds
    assert total == pytest.approx(216, rel=0.05)
    assert all(0 < chance <= 1 for chances in said.values() for chance in chances)


def test_the_same_seed_draws_the_same_and_another_does_not(undrawn: Workspace) -> None:
    first = draw(undrawn, Stratum(id="all", count=30), seed=5)
    forget_batches(undrawn)
    assert draw(undrawn, Stratum(id="all", count=30), seed=5) == first
    forget_batches(undrawn)
    assert {item.paragraph_id for item in draw(undrawn, Stratum(id="all", count=30), seed=6)} != {
        item.paragraph_id for item in first
    }


def test_nothing_is_drawn_twice_until_everything_eligible_is_drawn(undrawn: Workspace) -> None:
    for seed in range(4):
        sample_paragraphs(undrawn, plan(Stratum(id="all", count=54), seed=seed))
    assert len({item.paragraph_id for item in read_batches(undrawn)}) == 216
    with pytest.raises(UserError, match="asks for 1 paragraphs, 0 are left to draw"):
        sample_paragraphs(undrawn, plan(Stratum(id="all", count=1)))


def test_new_documents_are_those_of_which_nothing_was_drawn(undrawn: Workspace) -> None:
    first = draw(undrawn, Stratum(id="some", count=9, to_year=1902))
    known = set(by_document(first))
    more = sample_paragraphs(undrawn, plan(Stratum(id="new", count=21, new_documents=True), seed=2))
    found = {item.paragraph_id.split("/")[0] for path in more for item in read_jsonl(path, BatchItem)}
    assert len(found) > 3
    assert not found & known


def test_a_text_that_was_drawn_is_not_drawn_again_elsewhere(undrawn: Workspace) -> None:
    rows = {row["paragraph_id"]: row for row in read_rows(undrawn)}
    one, other = "mini-1900/000/000", "mini-1923/000/000"
    edit_rows(undrawn, text={other: rows[one]["text"]}, text_sha256={other: rows[one]["text_sha256"]})
    found = [item.paragraph_id for item in draw(undrawn, Stratum(id="all", count=215))]
    assert len({one, other} & set(found)) == 1


def test_min_words_draws_what_is_not_eligible_too(undrawn: Workspace) -> None:
    rows = [row["paragraph_id"] for row in read_rows(undrawn)]
    edit_rows(undrawn, eligible=dict.fromkeys(rows, False))
    assert len(draw(undrawn, Stratum(id="long", count=10, min_words=20))) == 10


def test_drawing_needs_a_built_corpus(undrawn: Workspace) -> None:
    undrawn.paragraphs.unlink()
    with pytest.raises(UserError, match="does not exist; expected a Parquet file"):
        sample_paragraphs(undrawn, plan(Stratum(id="all", count=1)))


def test_the_command_draws_by_a_plan(undrawn: Workspace) -> None:
    path = Path("plan.yaml")
    path.write_text(yaml.safe_dump(plan(Stratum(id="all", count=9)).model_dump(mode="json")), encoding="utf-8")
    assert run("sample", "plan.yaml") == f"{undrawn.batches / 'batch-001.jsonl'}\n"
    assert len(read_batches(undrawn)) == 9


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"cue": "(tariff"}, "cue: Value error, is no regular expression (missing ), unterminated subpattern"),
        ({"strata": []}, "strata: Tuple should have at least 1 item"),
        ({"strata": [{"id": "a", "count": 0}]}, "strata.0.count: Input should be greater than or equal to 1"),
        ({"strata": [{"id": "a", "count": 1}] * 2}, "two strata have one id"),
        ({"strata": [{"id": "a", "count": 1, "cue_share": 0.5}]}, "a stratum has a cue_share, and the plan has no cue"),
    ],
)
def test_a_plan_that_does_not_fit_is_one_line(undrawn: Workspace, change: dict[str, object], message: str) -> None:
    data = plan(Stratum(id="all", count=1)).model_dump(mode="json") | change
    Path("plan.yaml").write_text(yaml.safe_dump(data), encoding="utf-8")
    found = fault("sample", "plan.yaml")
    assert found.startswith("plan.yaml: ")
    assert message in found
    assert read_batches(undrawn) == []


def test_every_draw_of_the_repository_says_how_it_was_made(repository: Workspace) -> None:
    items = read_batches(repository)
    assert len(items) >= 2500
    assert len({item.paragraph_id.split("/")[0] for item in items}) >= 200
    assert {item.draw for item in items} == {
        path.stem for path in (repository.root / "labels" / "sampling").glob("*.yaml")
    }
    assert all(item.candidates and item.candidate_method for item in items)
