"""What stands around a text: datelines, and the furniture of web pages and press offices."""

from __future__ import annotations

import re

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?|januar|februar|märz|mai|juni|juli|oktober|dezember)\.?"
)
_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
TIME = (
    r"\d{1,2}\s?[:.]\s?\d{2}(?:\s?[ap]\s?\.?\s?m\b\.?)?(?:\s?\(?[A-Z]{2,}+\)?)?|"
    r"\d{1,2}\s?[ap]\.?m\.?(?:\s?[A-Z]{2,}+)?|noon"
)
DATE = (
    rf"(?:{_DAY},?\s*)?(?:(?:\d{{1,2}}(?:st|nd|rd|th|\.)?(?:\s*[-–]\s*\d{{1,2}})?\s+{_MONTH},?\s+\d{{4}})|"
    rf"(?:{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}})|(?:\d{{4}}-\d{{2}}-\d{{2}})|(?:\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}}))"
)
DATELINE = re.compile(
    rf"[(\[]?(?:(?:as delivered|delivered|released|published|date|dated|posted|updated|issued|on|at|local time|time|"
    rf"end(?:ed|s)?|began|begins?)\s*+:?+\s*+)*"
    # Each piece is taken whole: a run of words and times must not be tried in every way of cutting it.
    rf"(?:(?:{DATE})|(?:{TIME})|{_DAY})"
    rf"(?:\s*+[-–—,;|/]*+\s*+(?>(?:{DATE})|\(local\)|[A-Z]{{2,}}+|(?:{TIME})))*+[)\].]?",
    re.IGNORECASE,
)
_FURNITURE = re.compile(
    r"(?:.*\b(?:charitable donation|donate (?:now|today|to)|newsletter|mailing list|subscribe|sign up (?:for|to)|"
    r"privacy policy|terms (?:of use|and conditions|of service)|cookie(?:s| policy)?|all rights reserved|"
    r"back to (?:top|the top)|skip to|share (?:this|on|via)|follow us|contact us|site map|sitemap|print this|"
    r"email this|log ?in|sign in|advertis(?:e|ement)|copyright|related (?:links|content|articles|documents|topics)|"
    r"read more|view (?:all|more)|download (?:the )?(?:pdf|transcript)|return to (?:text|top)|accessib(?:le|ility)|"
    r"last update[ds]?|page last|join the .{0,40} list)\b.*)|©.*|\(c\) \d{4}.*|home|menu|search|share|print|e-?mail|"
    r"twitter|facebook|linkedin|instagram|youtube|tags?:.*|topics?:.*|categories:.*|photos?:.*|video:.*|image:.*|"
    r"for immediate release.*|(?:the white house|office of the press secretary|office of the spokesperson)|"
    r"e\s?&\s?o\s?[.,]?\s?e\b.*|e\.\s?o\.\s?e\..*|check against delivery\.?|as (?:prepared for )?delivered\.?|"
    r"(?:unofficial |verbatim |edited )?transcript:?|full transcript:?|subjects?:.*|via (?:teleconference|telephone|"
    r"videoconference)|\(?(?:unofficial )?translation(?: from [a-z]+)?\)?|next|previous|close|loading.*|comments?|"
    r"(?:the )?following is (?:an?|the) (?:[\w-]+ ){0,2}(?:transcript|text)\b.*|"
    r"[*_=~•·\-–—\s]{2,}|\d{1,3}",
    re.IGNORECASE,
)


def is_furniture(raw: str) -> bool:
    """Tell whether a short line is what web pages and press offices print around a text."""
    return len(raw) < 240 and len(raw.split()) <= 25 and bool(_FURNITURE.fullmatch(raw))
