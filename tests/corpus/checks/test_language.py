"""Languages planted in English documents."""

from __future__ import annotations

from stancebench.corpus.checks.finding import CorpusFinding
from stancebench.corpus.checks.language import check_language
from tests.corpus.checks.support import OTHER, SPEECH, document, paragraphs

FRENCH = (
    "Nous devons réduire les impôts qui pèsent sur chaque famille et sur chaque commerce de notre pays, "
    "et nous le ferons cette année encore sans attendre."
)
ENGLISH = [" ".join(SPEECH), " ".join(OTHER)]


def found(texts: list[str], declared: str = "en", own: str = "") -> list[CorpusFinding]:
    return list(check_language([document(language=declared)], paragraphs(texts, language=own)))


def test_english_is_english() -> None:
    assert found(ENGLISH) == []


def test_a_foreign_paragraph_is_a_warning() -> None:
    (finding,) = found([*ENGLISH, FRENCH])
    assert (finding.check, finding.level, finding.items) == ("wrong-language", "warning", ("mini-a/000/002",))
    assert finding.message.startswith("declared 'en', reads as 'fr': 26 of ")


def test_a_foreign_document_is_an_error() -> None:
    (finding,) = found([*ENGLISH, FRENCH], declared="fr")
    assert (finding.level, finding.items) == ("error", ("mini-a/000/000", "mini-a/000/001"))
    assert "reads as 'en'" in finding.message


def test_short_paragraphs_are_judged_together_only() -> None:
    words = FRENCH.split()
    pieces = [" ".join(words[start : start + 5]) for start in range(0, len(words), 5)]
    assert found([*ENGLISH, *pieces]) == []
    (finding,) = found(pieces)
    assert (finding.level, finding.items) == ("error", ("mini-a",))


def test_the_paragraph_s_own_language_counts() -> None:
    assert found([FRENCH], own="fr") == []


def test_a_document_of_few_words_is_not_judged() -> None:
    assert found(["Nous devons réduire les impôts."]) == []
    assert found([]) == []


def test_numbers_have_no_language() -> None:
    assert found([*ENGLISH, "1940 3.9 43.0 1.9 1945 53.6 258.7 24.7 " * 5]) == []


def test_a_language_that_the_detector_does_not_know_is_a_note() -> None:
    (finding,) = found(ENGLISH, declared="tlh")
    assert (finding.level, finding.where) == ("note", "tlh")
    (finding,) = found(ENGLISH, declared="")
    assert (finding.level, finding.where) == ("note", "no language")


def test_close_relatives_are_not_told_apart() -> None:
    croatian = "Danas moramo govoriti o cijeni kruha i o plaćama onih koji ga peku, jer zima nije bila laka za gradove."
    assert found([croatian] * 2, declared="sr") == []
    assert [finding.level for finding in found([croatian] * 2)] == ["error"]
