"""Invented transcripts in the formats in which real institutions publish theirs."""

from __future__ import annotations

from tests.support.pdf import Placed, write_pdf

STATE = """<!DOCTYPE html><html lang="en"><head>
<title>Department Press Briefing – March 5, 2024 - United States Department of State</title>
<meta property="article:published_time" content="2024-03-05T19:00:00+00:00"><script>var spoken = 1;</script></head>
<body><nav><ul><li><a href="/">Home</a></li><li><a href="/b">Briefings</a></li></ul></nav>
<main><article><h1>Department Press Briefing – March 5, 2024</h1>
<p>Jane Doe, Department Spokesperson</p><p>Washington, D.C.</p><p>March 5, 2024</p>
<p><strong>1:17 p.m. EST</strong></p>
<p><strong>MS DOE:</strong> Good afternoon, everyone. I have a few things to announce before I take your questions.</p>
<p>First, the Secretary will travel to Europe next week to meet with counterparts from across the region.</p>
<p><strong>QUESTION:</strong> Thanks. Could you tell us whether the Secretary will raise the detained sailors?</p>
<p><strong>MS DOE:</strong> Of course. He always raises it, and he will do so again next week.</p>
<p><strong>QUESTION:</strong> (Inaudible) the sanctions?</p>
<p><strong>MS DOE:</strong> I don’t have anything new. (Laughter.) We will continue to enforce the sanctions that are
in place against those who are responsible.</p>
<p>(The briefing was concluded at 1:55 p.m.)</p><p># # #</p></article></main>
<aside><h2>Related Articles</h2><p><a href="/x">Secretary's Travel to Europe and the Middle East</a></p></aside>
<footer><p>© U.S. Department of State. Privacy Policy. All rights reserved.</p></footer></body></html>"""

NATO = """<html><head><title>Joint press conference, 12-Feb.-2024</title></head><body>
<div id="menu"><a href="a">Home</a> <a href="b">News</a></div>
<div class="content"><h1>Joint press conference</h1>
<h2>by the Secretary General, John Roe, with the Prime Minister of Norland, Anna Berg</h2>
<ul class="meta"><li>12 Feb. 2024</li><li>|</li><li>Last updated: 13 Feb. 2024 09:10</li></ul>
<p><em>(As delivered)</em></p>
<p>Prime Minister Berg, dear Anna,</p>
<p>Welcome to our Headquarters. It is a great honour to have you here, and I thank you for your contribution.</p>
<p><strong>Prime Minister Anna Berg:</strong> Thank you so much, Secretary General. We are proud members of this
alliance and will invest more in our defence.</p>
<p><strong>Spokesperson:</strong> We have time for a few questions. We will start with the wire service.</p>
<p><strong>Question:</strong> Thank you. Secretary General, will allies agree on the new target in July?</p>
<p><strong>Secretary General:</strong> I am confident that they will, and I expect a clear decision.</p>
<p><strong>Question (via interpreter):</strong> And Prime Minister, will Norland reach it?</p>
<p><strong>Prime Minister Berg (via interpreter):</strong> We will, and before the end of the decade.</p>
</div><div class="footer">Contact us | Terms of use</div></body></html>"""

ECB = """<html><head><title>PRESS CONFERENCE</title></head><body><main><h1>PRESS CONFERENCE</h1>
<h2>Marie Curie, President of the Bank, Paul Durand, Vice-President of the Bank</h2>
<h2>Frankfurt am Main, 7 March 2024</h2>
<p>Good afternoon, the Vice-President and I welcome you to our press conference today in Frankfurt.</p>
<p>The Governing Council today decided to keep the three key interest rates unchanged<sup>1</sup>.</p>
<p>* * *</p>
<p><strong>My first question is about wages: what would you need to see to start cutting rates?</strong></p>
<p>We will know a little more in April, but we will know a lot more in June, as I have said before.</p>
<p><strong>And did anyone argue for a cut today?</strong></p>
<p>We did not discuss cuts for this meeting, and the decision was unanimous among the members.</p>
</main></body></html>"""

WHITE_HOUSE = """---
title: "Press Briefing by Press Secretary Mary Major and National Economic Advisor Tom Hill"
date: 2023-05-04
source_url: https://www.whitehouse.example/briefing
---

James S. Brady Press Briefing Room

1:32 P.M. EDT

MS. MAJOR:\u00a0 Good afternoon, everyone.\u00a0 I have one
thing at the top, and then Mr. Hill will speak
about the <s>deficit</s> \\[surplus\\].

MR. HILL:\u00a0 Thank you, Mary.\u00a0 The economy is strong.\u00a0 (Applause.)

Q\u00a0 \u00a0 Is it strong everywhere?

MR. HILL:\u00a0 Not everywhere, no.

But it is stronger than it was a year ago.

Q\u00a0 \u00a0 Mary, on the border \u2014

MS. MAJOR:\u00a0 Go ahead.

END 2:10 P.M. EDT
"""

AU_HTML = """<?xml version="1.0" encoding="utf-8"?>
<record><transcript-id>12345</transcript-id><title>Doorstop interview, Harbourtown, Westland</title>
<prime-minister>Grey, Alice</prime-minister><period-of-service>20100101 - 20120101</period-of-service>
<release-date>06/12/2010</release-date><release-type>Interview</release-type>
<document>https://pm.example/12345.pdf</document>
<content><![CDATA[<p>E&OE TRANSCRIPT</p>
<p>PM: It is good to be here in Harbourtown, where so many people build our ships.</p>
<p>JOURNALIST: Prime Minister, will you pay for the new dock?</p>
<p>PM: We will, and the Premier has agreed to that.</p>
<p> We shall begin next year.</p>
<p>JOURNALIST: [inaudible]</p>
<p>PM: No.</p><p>[ends]</p>]]></content></record>"""

AU_SCAN = """<record><transcript-id>777</transcript-id><title>PRESS CONFERENCE, CANBERRA</title>
<prime-minister>Stone, Henry</prime-minister><period-of-service>19700101 - 19720101</period-of-service>
<release-date>01/02/1971</release-date>
<content><![CDATA[PRIME MINISTER<br />PROOF COPY<br />
Q. Prime Minister, have you a statement on the wool price today?<br />
PRIME MINISTER: I have. The Government will support the price until the<br />
end of the season, and the growers have been told about this.<br />
./ 2<br />- 2 -<br />
THE PRESS: Will it be enough for the growers?<br />
PRIME MINSTER: It will be enough.<br />]]></content></record>"""

PARLAMINT = """<?xml version="1.0" encoding="UTF-8"?>
<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:id="ParlaMint-XX_2020-03-02"><teiHeader><fileDesc>
<titleStmt><title type="main">Parliamentary debates, 2 March 2020</title></titleStmt>
<sourceDesc><bibl><date when="2020-03-02">2.3.2020</date></bibl></sourceDesc></fileDesc>
<profileDesc><particDesc><listPerson><person xml:id="KowalJan"><persName><forename>Jan</forename>
<surname>Kowal</surname></persName></person></listPerson></particDesc></profileDesc></teiHeader>
<text><body><div type="debateSection"><note type="time">The sitting opened at 10.</note>
<note type="speaker">The Speaker:</note>
<u who="#SpeakerA" ana="#chair"><seg>The House will come to order. I call the Minister.</seg></u>
<note type="speaker">Maria Nowak:</note>
<u who="#NowakMaria" ana="#regular"><seg>Thank you. The budget is fair to all.</seg>
<seg>It also lowers taxes for families.</seg><kinesic type="applause"><desc>Applause</desc></kinesic>
<seg>I commend it to the House.</seg></u>
<u who="#KowalJan" ana="#regular"><seg>I disagree with the Minister. Taxes will rise.</seg></u>
</div></body></text></TEI>"""

AKOMA = """<akomaNtoso xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0"><debate name="hansard"><meta>
<identification source="#x"><FRBRWork><FRBRdate date="2019-05-07" name="Work"/>
<FRBRalias value="Sitting of 7 May 2019"/></FRBRWork></identification><references source="#x">
<TLCPerson id="chair" href="/p/c" showAs="The Speaker"/></references></meta>
<debateBody><debateSection name="oral"><heading>Questions to the Minister</heading>
<question by="#smith" to="#min"><from>Mr. John Smith</from><p>Will the hospital open this year?</p></question>
<answer by="#min"><from>The Minister for Health</from><p>It will open in the autumn.</p>
<p>The staff have been hired.</p></answer>
<scene>(Interruptions.)</scene>
<speech by="#chair"><p>Order, order.</p></speech></debateSection></debateBody></debate></akomaNtoso>"""

HANSARD = """<publicwhip><major-heading id="h">Oral Answers to Questions</major-heading>
<speech id="s1" speakername="Jane Green" type="Start Question">
<p pid="a">What steps is she taking to reduce waiting times?</p></speech>
<speech id="s2" speakername="Robert Black" type="Start Answer"><p pid="b">We have hired a thousand nurses.</p>
<p pid="c">And there will be more.</p></speech></publicwhip>"""

CONGRESS = """[Congressional Record Volume 165, Number 12 (Tuesday, January 22, 2019)]
[Senate]
[Pages S417-S418]
From the Congressional Record Online through the Government Publishing Office [www.gpo.gov]


                       TRIBUTE TO THE COAST GUARD

  Mr. WICKERS. Mr. President, I rise today to speak about the brave men
and women of the Coast Guard, who keep our waters safe in peace and in
war.
  The PRESIDING OFFICER. The Senator from Ohio.
  Mr. BROWNLEY. Mr. President, I agree with the Senator from
Mississippi, and I ask unanimous consent that the bill be read.
  The PRESIDING OFFICER. Without objection, it is so ordered.
"""

UNSC = """The President: I now give the floor to the representative of Norland.

Ms. Berg (Norland) (spoke in French): We regret the vote that has
been taken today. The people of the region (spoke in
English) deserve better than that.

A vote was taken by show of hands.

In favour: Norland, Westland

The President: I thank Ms. Berg for her statement.

The meeting rose at 1.15 p.m.
"""

BERLIN = """Regierungspressekonferenz vom 5. Juni 2023

Sprecher: Guten Tag. Der Bundeskanzler reist morgen nach Italien und trifft dort die Ministerpräsidentin.

Frage: Wird der Kanzler auch über die Migration sprechen?

Sprecher: Ja, das Thema wird eine Rolle spielen, wie bei jedem Treffen.

Zusatzfrage: Gibt es einen neuen Vorschlag?

Sprecher: Dazu kann ich Ihnen heute nichts sagen.
"""

INTERVIEW = """---
title: "Interview with the Minister of Trade"
date: 2022-05-03
author: Daily News
---

**Daily News: Minister, why did you sign the agreement?**

**Minister Lopez:** Because it opens markets for our farmers and lowers prices for everyone at home.

**Daily News: And the critics?**

**Minister Lopez:** They are wrong about the standards, which stay as they are.
"""

DEBATE = """Transcript: the second debate
October 4, 2019

MODERATOR: Good evening and welcome to the second debate. Senator Hall, should the minimum wage rise?

HALL: Yes, it should. It has not risen in ten years, and people who work should not be poor.

MODERATOR: Governor Price, same question?

PRICE: No. It would cost jobs in small towns, and I have seen it in my own state.

HALL: That's not true.

MODERATOR: Thank you both. [applause]
"""

TURNS_JSONL = """{"speaker": "President", "role": "principal", "text": "Good morning to all.", "date": "2020-01-02"}
{"speaker": "Reporter 1", "role": "journalist", "text": "Will you resign?", "date": "2020-01-02"}
{"speaker": "President", "role": "principal", "text": "No, I will not resign at all.", "date": "2020-01-02"}
{"speaker": "President", "role": "principal", "text": "And nobody asks me to.", "date": "2020-01-02"}
"""

SENTENCES_CSV = """speaker,sentence,date
CHAIR STONE,"Good afternoon, everyone.",2021-06-16
CHAIR STONE,We kept rates unchanged.,2021-06-16
MARY HILL,Will you raise them?,2021-06-16
CHAIR STONE,We shall see.,2021-06-16
"""


def _fomc_pages() -> list[list[Placed]]:
    def page(number: int, lines: list[Placed]) -> list[Placed]:
        header: Placed = (72, 790, "June 16, 2021            Chair Stone's Press Conference            FINAL")
        return [header, *lines, (270, 40, f"Page {number} of 2")]

    first: list[Placed] = [
        (150, 740, "Transcript of Chair Stone's Press Conference"),
        (240, 722, "June 16, 2021"),
        (108, 690, "CHAIR STONE.  Good afternoon.  At the Bank we are strongly committed to the"),
        (72, 676, "goals that the law has given us, and today we kept our policy rate unchanged because"),
        (72, 662, "the economy has not yet reached them."),
        (108, 648, "Prices have risen faster than we thought they would.  This shows how strong the"),
        (72, 634, "demand for goods is, and how slowly the supply of many of them answers to it, so that"),
    ]
    second: list[Placed] = [
        (72, 740, "we expect prices to rise more slowly next year."),
        (108, 726, "MARY HILL.  Thank you, Mr. Chairman.  Can you tell us when the Bank will begin to"),
        (72, 712, "talk about buying fewer bonds?"),
        (108, 698, "CHAIR STONE.  You can think of this meeting as the one at which we talked about"),
        (72, 684, "talking about it."),
        (108, 670, "MARY HILL.  And may I follow up?"),
    ]
    return [page(1, first), page(2, second)]


FOMC = write_pdf(_fomc_pages(), {"Title": "Press Conference", "Author": "The Bank"})

SAMPLES: dict[str, tuple[str, bytes]] = {
    "state": ("briefing.html", STATE.encode()),
    "nato": ("opinions.html", NATO.encode()),
    "ecb": ("is240307.html", ECB.encode()),
    "white house": ("press-briefing.md", WHITE_HOUSE.encode()),
    "au html": ("12345.xml", AU_HTML.encode()),
    "au scan": ("777.xml", AU_SCAN.encode()),
    "parlamint": ("ParlaMint-XX_2020-03-02.xml", PARLAMINT.encode()),
    "akoma": ("debate.xml", AKOMA.encode()),
    "hansard": ("debates2019.xml", HANSARD.encode()),
    "congress": ("CREC-2019-01-22.txt", CONGRESS.encode()),
    "unsc": ("UNSC_2020_SPV.8701_spch0001.txt", UNSC.encode()),
    "berlin": ("regpk.txt", BERLIN.encode()),
    "interview": ("interview.md", INTERVIEW.encode()),
    "debate": ("debate.txt", DEBATE.encode()),
    "turns": ("turns.jsonl", TURNS_JSONL.encode()),
    "sentences": ("FOMCpresconf20210616.csv", SENTENCES_CSV.encode()),
    "fomc": ("FOMCpresconf20210616.pdf", FOMC),
}
"""Name and bytes of the file, by institution."""
