"""Text that makes careless regular expressions and loops slow."""

from __future__ import annotations

from collections.abc import Callable

_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def _many(line: str, times: int) -> str:
    return "".join(line.format(n=number, name=_name(number)) for number in range(times))


def _name(number: int) -> str:
    """Return another surname for every number."""
    letters = ""
    for _ in range(5):
        number, rest = divmod(number, 26)
        letters += _LETTERS[rest]
    return letters.capitalize()


STRESS: dict[str, Callable[[], str]] = {
    "capitals": lambda: "A" * 1_000_000 + ":",
    "capital words": lambda: "AB " * 300_000 + ":",
    "name words": lambda: "Mr. Ab " * 150_000 + "!",
    "colons": lambda: ":" * 500_000,
    "name colons": lambda: "A: " * 300_000,
    "dots": lambda: "." * 500_000 + "x",
    "initials": lambda: "A." * 300_000 + "x",
    "spaces": lambda: "x." + " " * 1_000_000 + "x",
    "spaced lines": lambda: "x\n" + (" " * 5000 + "\n \t ") * 100 + "x",
    "line feeds": lambda: "x" + "\n" * 1_000_000 + "x",
    "open brackets": lambda: "[" * 200_000 + "(" * 200_000,
    "open note": lambda: "[laughter" + " " * 300_000 + "x",
    "open note of dots": lambda: "(Applause" + "." * 300_000 + "x",
    "open notes": lambda: "[speaks in " * 40_000,
    "open members": lambda: "[members a" + " " * 300_000 + "x",
    "notes": lambda: "[laughter] " * 60_000,
    "spoken notes": lambda: "I say [laughter] it. " * 40_000,
    "commas": lambda: ",a" * 300_000,
    "salutation": lambda: "Dear all, " * 80_000 + "x",
    "dashes": lambda: "-–—" * 200_000 + "x",
    "numbers": lambda: "1-" * 300_000 + "x",
    "quotes": lambda: "”\"'" * 200_000 + "x",
    "dateline words": lambda: "on at on at time date issued " * 12 + "!",
    "dateline letters": lambda: "noon " + "abcdefgh" * 30 + "!",
    "dateline times": lambda: "1:30 pm EST " * 40 + "!",
    "datelines": lambda: _many("{n} January 9999\n\n", 30_000),
    "titles": lambda: _many("Remarks by the President of {name} at a meeting\n", 20_000),
    "speakers": lambda: _many("{name} {name}: I ask you, is it so?\n\n", 25_000),
    "titled speakers": lambda: _many("Mr. {name}: Is it so, Mr. {name}?\n\n", 20_000),
    "offices": lambda: _many("MINISTER {name} {n}: I say so.\n\n", 20_000),
    "moderators": lambda: "MODERATOR: And is that so?\n\nMr. Berg: It is so.\n\n" * 12_000,
    "interruptions": lambda: "Mr. Berg: [laughter]\n\nQ Is it so?\n\n" * 15_000,
    "lower case lines": lambda: "and so on it goes without any end in sight for a very long while\n\n" * 20_000,
    "headings": lambda: "# A heading\n\nWe said it here, and we say it there.\n\n" * 15_000,
    "struck": lambda: "<p>We <s>never</s> said it<sup>1</sup>, and we say it again.</p>\n" * 15_000,
    "rows": lambda: "<tr><td>Mr. Berg<td>We said it here.</tr>\n" * 15_000,
    "emphasis": lambda: "*a **b " * 20_000,
    "backticks": lambda: "".join("`" * (number % 400) + "a" for number in range(2000)),
    "links": lambda: "[a](<b" * 20_000,
    "entities": lambda: "&#x110000;&amp;&nosuch;&" * 20_000,
    "declarations": lambda: "<!" * 50_000 + "<!--" * 50_000 + "<?" * 50_000,
    "attributes": lambda: "<p " + "a=b " * 100_000 + ">We said it.",
    "end marks": lambda: "## " * 100_000,
    "page numbers": lambda: _many("Page {n} of 9\n\nWe said it on that page.\n\n", 15_000),
}
"""Makers of hard text, by what is hard in it."""
