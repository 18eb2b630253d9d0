"""The pages: the list of a batch, one paragraph to label, guidelines and codebook."""

from __future__ import annotations

from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markdown_it import MarkdownIt

from stancebench.labels.codebook import STANCES
from stancebench.labels.codebook_page import codebook_page
from stancebench.labels.event import CONTEXTS, FLAGS, FUNCTIONS, HOLDERS
from stancebench.labels.serve.desk import Desk, State
from stancebench.labels.serve.draft import NOTE_LENGTH

_FUNCTION_HINTS = {
    "position": "takes a position, urges, praises, condemns",
    "informational": "facts, reports, explanations without a position",
    "procedural": "greeting, thanks, running of the meeting",
}
_HOLDER_NAMES = {
    "speaker": "speaker: the speaker's own view",
    "institution": "institution: the speaker speaks for a government or body",
    "reported-endorsed": "reported-endorsed: the view of another, which the speaker shares",
    "reported-rejected": "reported-rejected: the view of others, told to reject it",
    "reported-neutral": "reported-neutral: the view of others, handed on only",
}
_CONTEXT_NAMES = {
    "paragraph": "paragraph: nothing else was needed",
    "question": "question: what was asked",
    "document": "document: the paragraphs before",
    "world": "world: knowledge from outside",
}
STATUS_NAMES = {
    "open": "not begun",
    "begun": "begun",
    "finished": "finished",
    "skipped": "skipped",
    "reopened": "opened again",
}
"""What the page calls each status."""


class Pages:
    """Renders what the annotator sees; every value is escaped.

    The key of a paragraph is all that names it: its id and its batch's stratum would tell the speaker and the date.

    Args:
        desk: The annotator's work.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._environment = Environment(
            loader=PackageLoader("stancebench.labels"),
            undefined=StrictUndefined,
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals.update(
            batch=desk.reading.batch, annotator=desk.reading.annotator.id, status_names=STATUS_NAMES
        )
        topic, target = {"code", "name", "definition", "sub_codes"}, {"id", "topic", "name", "proposition", "scope"}
        self._registry = {
            "topics": [item.model_dump(include=topic) for item in desk.reading.codebook.topics],
            "targets": [item.model_dump(include=target) for item in desk.reading.codebook.targets],
        }

    def listing(self) -> str:
        """Render the list of the batch's paragraphs and how far each is."""
        desk = self._desk
        return self._render(
            "listing.html.j2", progress=desk.progress(), states=desk.states(), next_open=desk.next_open()
        )

    def paragraph(self, key: str) -> str:
        """Render one paragraph with everything that may be answered.

        Raises:
            RefusedError: The batch has no such paragraph.
        """
        state, desk = self._desk.state(key), self._desk
        passages, paragraph_id = desk.reading.passages, state.item.paragraph_id
        return self._render(
            "paragraph.html.j2",
            state=state,
            progress=desk.progress(),
            role=passages.role(paragraph_id).replace("_", " "),
            context=[_context(part) for part in passages.context(paragraph_id)],
            question=passages.question(paragraph_id),
            is_question=desk.reading.is_question(state.item),
            functions=[(name, _FUNCTION_HINTS[name]) for name in FUNCTIONS],
            stances=STANCES,
            holders=[(name, _HOLDER_NAMES[name]) for name in HOLDERS],
            contexts=[(name, _CONTEXT_NAMES[name]) for name in CONTEXTS],
            flags=[(name, name.replace("_", " ")) for name in FLAGS],
            note_length=NOTE_LENGTH,
            previous=desk.neighbour(key, -1),
            following=desk.neighbour(key, 1),
            data=self._data(state),
        )

    def guidelines(self) -> str:
        """Render the guidelines as they were when the server started, which is what the events name."""
        return self._document("Guidelines", self._desk.reading.guidelines)

    def codebook(self) -> str:
        """Render the codebook."""
        return self._document("Codebook", codebook_page(self._desk.reading.codebook))

    def message(self, text: str) -> str:
        """Render one sentence and the way back."""
        return self._render("message.html.j2", text=text)

    def _data(self, state: State) -> dict[str, Any]:
        reading, key = self._desk.reading, state.item.key
        return {
            "desk": self._desk.name,
            "key": key,
            "version": state.version,
            "status": state.status,
            "answer": state.answer.model_dump(mode="json"),
            "faults": [fault.model_dump(mode="json") for fault in state.faults],
            "text": reading.text(state.item),
            "isQuestion": reading.is_question(state.item),
            "candidates": state.item.candidates,
            **self._registry,
        }

    def _document(self, title: str, markdown: str) -> str:
        renderer = MarkdownIt("commonmark", {"html": False}).enable("table")
        return self._render("document.html.j2", title=title, html=renderer.render(markdown))

    def _render(self, template: str, **values: Any) -> str:
        return self._environment.get_template(template).render(**values)


def _context(part: str) -> tuple[str, str]:
    """Part ``[role] text`` of the sheet into role and text."""
    role, _, text = part.removeprefix("[").partition("] ")
    return role.replace("_", " "), text
