"""What a reader finds in the invented transcripts: turns, what nobody said, notes, facts."""

from __future__ import annotations

from tests.corpus.parse.support import Shape

Q = ("journalist", "journalist", "question")
P, A, N = "principal", "answer", "none"

TURNS: dict[str, list[Shape]] = {
    "state": [
        ("MS DOE", "doe", "spokesperson", N, 2),
        ("QUESTION", *Q, 1),
        ("MS DOE", "doe", "spokesperson", A, 1),
        ("QUESTION", *Q, 1),
        ("MS DOE", "doe", "spokesperson", A, 1),
    ],
    "nato": [
        ("John Roe", "roe", P, N, 2),
        ("Prime Minister Anna Berg", "berg", P, N, 1),
        ("Spokesperson", "spokesperson", "spokesperson", N, 1),
        ("Question", *Q, 1),
        ("Secretary General", "roe", P, A, 1),
        ("Question", *Q, 1),
        ("Prime Minister Berg", "berg", P, A, 1),
    ],
    "ecb": [
        ("Marie Curie", "curie", P, N, 2),
        ("", *Q, 1),
        ("Marie Curie", "curie", P, A, 1),
        ("", *Q, 1),
        ("Marie Curie", "curie", P, A, 1),
    ],
    "white house": [
        ("MS. MAJOR", "major", "spokesperson", N, 1),
        ("MR. HILL", "hill", P, N, 1),
        ("Q", *Q, 1),
        ("MR. HILL", "hill", P, A, 2),
        ("Q", *Q, 1),
        ("MS. MAJOR", "major", "spokesperson", A, 1),
    ],
    "au html": [
        ("PM", "grey", P, N, 1),
        ("JOURNALIST", *Q, 1),
        ("PM", "grey", P, A, 1),
        ("JOURNALIST", *Q, 0),
        ("PM", "grey", P, A, 1),
    ],
    "au scan": [
        ("Q", *Q, 1),
        ("PRIME MINISTER", "stone", P, A, 1),
        ("THE PRESS", *Q, 1),
        ("PRIME MINSTER", "stone", P, A, 1),
    ],
    "parlamint": [
        ("The Speaker", "moderator", "moderator", N, 1),
        ("Maria Nowak", "nowak", P, N, 3),
        ("Jan Kowal", "kowal", P, N, 1),
    ],
    "akoma": [
        ("Mr. John Smith", "smith", P, "question", 1),
        ("The Minister for Health", "health", P, A, 2),
        ("The Speaker", "moderator", "moderator", N, 1),
    ],
    "hansard": [("Jane Green", "green", P, "question", 1), ("Robert Black", "black", P, A, 2)],
    "congress": [
        ("Mr. WICKERS", "wickers", P, N, 1),
        ("The PRESIDING OFFICER", "moderator", "moderator", N, 1),
        ("Mr. BROWNLEY", "brownley", P, N, 1),
        ("The PRESIDING OFFICER", "moderator", "moderator", N, 1),
    ],
    "unsc": [
        ("The President", "president", "moderator", N, 1),
        ("Ms. Berg", "berg", P, N, 1),
        ("The President", "president", "moderator", N, 1),
    ],
    "berlin": [
        ("Sprecher", "sprecher", "spokesperson", N, 1),
        ("Frage", *Q, 1),
        ("Sprecher", "sprecher", "spokesperson", A, 1),
        ("Zusatzfrage", *Q, 1),
        ("Sprecher", "sprecher", "spokesperson", A, 1),
    ],
    "interview": [
        ("Daily News", "news", "journalist", "question", 1),
        ("Minister Lopez", "lopez", P, A, 1),
        ("Daily News", "news", "journalist", "question", 1),
        ("Minister Lopez", "lopez", P, A, 1),
    ],
    "debate": [
        ("MODERATOR", "moderator", "moderator", "question", 1),
        ("HALL", "hall", P, A, 1),
        ("MODERATOR", "moderator", "moderator", "question", 1),
        ("PRICE", "price", P, A, 1),
        ("HALL", "hall", P, A, 1),
        ("MODERATOR", "moderator", "moderator", N, 1),
    ],
    "turns": [("President", "president", P, N, 1), ("Reporter 1", *Q, 1), ("President", "president", P, A, 2)],
    "sentences": [
        ("CHAIR STONE", "stone", P, N, 1),
        ("MARY HILL", "hill", "journalist", "question", 1),
        ("CHAIR STONE", "stone", P, A, 1),
    ],
    "fomc": [
        ("CHAIR STONE", "stone", P, N, 2),
        ("MARY HILL", "hill", "journalist", "question", 1),
        ("CHAIR STONE", "stone", P, A, 1),
        ("MARY HILL", "hill", "journalist", "question", 1),
    ],
}

LEFT: dict[str, list[tuple[str, str]]] = {
    "state": [
        ("furniture", "Home"),
        ("furniture", "Briefings"),
        ("title", "Department Press Briefing – March 5, 2024"),
        ("byline", "Jane Doe, Department Spokesperson"),
        ("furniture", "Washington, D.C."),
        ("dateline", "March 5, 2024"),
        ("dateline", "1:17 p.m. EST"),
        ("end mark", "# # #"),
        ("furniture", "Related Articles"),
        ("furniture", "Secretary's Travel to Europe and the Middle East"),
        ("furniture", "© U.S. Department of State. Privacy Policy. All rights reserved."),
    ],
    "white house": [
        ("title", "James S. Brady Press Briefing Room"),
        ("dateline", "1:32 P.M. EDT"),
        ("struck", "deficit"),
        ("end mark", "END 2:10 P.M. EDT"),
    ],
    "au html": [("furniture", "E&OE TRANSCRIPT"), ("end mark", "[ends]")],
    "au scan": [
        ("furniture", "PRIME MINISTER"),
        ("furniture", "PROOF COPY"),
        ("page header", "./ 2"),
        ("page header", "- 2 -"),
    ],
    "unsc": [
        ("stage direction", "A vote was taken by show of hands."),
        ("stage direction", "In favour: Norland, Westland"),
        ("stage direction", "The meeting rose at 1.15 p.m."),
    ],
    "ecb": [
        ("title", "PRESS CONFERENCE"),
        ("byline", "Marie Curie, President of the Bank, Paul Durand, Vice-President of the Bank"),
        ("dateline", "Frankfurt am Main, 7 March 2024"),
        ("footnote mark", "1"),
        ("furniture", "* * *"),
    ],
    "parlamint": [("stage direction", "The sitting opened at 10.")],
    "fomc": [
        ("page header", "June 16, 2021 Chair Stone's Press Conference FINAL"),
        ("title", "Transcript of Chair Stone's Press Conference"),
        ("dateline", "June 16, 2021"),
        ("page header", "Page 1 of 2"),
        ("page header", "June 16, 2021 Chair Stone's Press Conference FINAL"),
        ("page header", "Page 2 of 2"),
    ],
}

NOTES: dict[str, list[tuple[str, int, int, int | None]]] = {
    "state": [
        ("(Inaudible)", 3, 0, 0),
        ("(Laughter.)", 4, 0, 26),
        ("(The briefing was concluded at 1:55 p.m.)", 4, 1, None),
    ],
    "white house": [("(Applause.)", 1, 0, 39)],
    "au html": [("[inaudible]", 3, 0, None)],
    "parlamint": [("Applause", 1, 2, None)],
    "akoma": [("(Interruptions.)", 1, 2, None)],
    "unsc": [("(spoke in English)", 1, 0, 70)],
    "debate": [("[applause]", 5, 0, 15)],
}

FACTS: dict[str, dict[str, str]] = {
    "state": {"title": "Department Press Briefing – March 5, 2024", "date": "2024-03-05"},
    "nato": {"title": "Joint press conference", "date": "2024-02-12"},
    "ecb": {"date": "2024-03-07"},
    "white house": {"date": "2023-05-04", "source_type": "press_briefing"},
    "au html": {
        "date": "2010-12-06",
        "document_number": "12345",
        "url": "https://pm.example/12345.pdf",
        "place": "Harbourtown, Westland",
        "source_type": "interview",
    },
    "au scan": {"date": "1971-02-01", "source_type": "press_conference"},
    "parlamint": {"title": "Parliamentary debates, 2 March 2020", "date": "2020-03-02"},
    "akoma": {"title": "Sitting of 7 May 2019", "date": "2019-05-07"},
    "congress": {"date": "2019-01-22"},
    "berlin": {"date": "2023-06-05"},
    "interview": {"title": "Interview with the Minister of Trade", "date": "2022-05-03", "author": "Daily News"},
    "debate": {"date": "2019-10-04"},
    "turns": {"date": "2020-01-02"},
    "fomc": {"title": "Press Conference", "author": "The Bank", "date": "2021-06-16"},
}
