"""The web application of the labelling page."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from importlib.resources import files
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from stancebench.errors import UserError
from stancebench.labels.serve.desk import Desk, State
from stancebench.labels.serve.draft import DraftAnswer
from stancebench.labels.serve.guard import Asgi, Guard
from stancebench.labels.serve.pages import STATUS_NAMES, Pages
from stancebench.labels.serve.refusal import RefusedError

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

_STATIC = {"label.js": "text/javascript", "label.css": "text/css"}


class _Step(BaseModel):
    """What the page sends to finish, skip, open again or keep.

    Attributes:
        desk: The desk whose page it is: an open page may outlive its server and meet that of another annotator.
        version: The version that the page knows.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    desk: str
    version: int = Field(ge=0)


class _Change(_Step):
    """What the page sends to save: all answers."""

    answer: DraftAnswer


_StepT = TypeVar("_StepT", bound=_Step)


def make_app(desk: Desk) -> Asgi:
    """Make the application that serves one desk.

    Requests are answered one after the other: no handler gives way between reading a version and writing the next one,
    so that of two tabs only one can win.

    Args:
        desk: The annotator's work.

    Returns:
        The application, behind its guard.
    """
    from starlette.applications import Starlette
    from starlette.responses import HTMLResponse, JSONResponse
    from starlette.responses import Response as Plain
    from starlette.routing import Route

    pages = Pages(desk)

    def page(render: Callable[[Request], str]) -> Callable[[Request], Awaitable[Response]]:
        async def handle(request: Request) -> Response:
            try:
                return HTMLResponse(render(request))
            except RefusedError as error:
                return HTMLResponse(pages.message(error.message), status_code=error.status)

        return handle

    def step(model: type[_StepT], act: Callable[[str, _StepT], State]) -> Callable[[Request], Awaitable[Response]]:
        async def handle(request: Request) -> Response:
            try:
                sent = model.model_validate_json(await request.body())
                _check_desk(desk, sent)
                state = act(request.path_params["key"], sent)
            except RefusedError as error:
                faults = [fault.model_dump() for fault in error.faults]
                return JSONResponse({"error": error.message, "faults": faults}, status_code=error.status)
            except ValidationError as error:
                return JSONResponse({"error": f"The answer does not fit: {_first(error)}."}, status_code=422)
            except UserError as error:
                return JSONResponse({"error": f"{error}."}, status_code=409)
            except OSError as error:
                return JSONResponse({"error": f"The disk refuses to write ({error.strerror})."}, status_code=507)
            return JSONResponse(_told(desk, state))

        return handle

    async def static(request: Request) -> Response:
        name = request.path_params["name"]
        if name not in _STATIC:
            return Plain(status_code=404)
        data = files("stancebench.labels").joinpath("static", name).read_bytes()
        return Plain(data, media_type=_STATIC[name])

    async def icon(request: Request) -> Response:
        return Plain(status_code=204)

    def save(key: str, sent: _Change) -> State:
        return desk.save(key, sent.version, sent.answer)

    routes = [
        Route("/", page(lambda request: pages.listing())),
        Route("/p/{key}", page(lambda request: pages.paragraph(request.path_params["key"]))),
        Route("/guidelines", page(lambda request: pages.guidelines())),
        Route("/codebook", page(lambda request: pages.codebook())),
        Route("/static/{name}", static),
        Route("/favicon.ico", icon),
        Route("/p/{key}/draft", step(_Change, save), methods=["PUT"]),
        Route("/p/{key}/finish", step(_Step, lambda key, sent: desk.finish(key, sent.version)), methods=["POST"]),
        Route("/p/{key}/skip", step(_Step, lambda key, sent: desk.skip(key, sent.version)), methods=["POST"]),
        Route("/p/{key}/reopen", step(_Step, lambda key, sent: desk.reopen(key, sent.version)), methods=["POST"]),
        Route("/p/{key}/keep", step(_Step, lambda key, sent: desk.keep(key, sent.version)), methods=["POST"]),
    ]
    return Guard(Starlette(routes=routes))


def _check_desk(desk: Desk, sent: _Step) -> None:
    if sent.desk != desk.name:
        raise RefusedError(
            f"This page is of {sent.desk[:100]}, but the server now serves {desk.name}. Nothing was saved; start the"
            " server of this page again, or load the page that is served now.",
            409,
        )


def _told(desk: Desk, state: State) -> dict[str, Any]:
    """Return what the page needs to know after a change."""
    return {
        "version": state.version,
        "statusName": STATUS_NAMES[state.status],
        "faults": [fault.model_dump(mode="json") for fault in state.faults],
        "progress": desk.progress()._asdict(),
        "next": desk.next_open(state.item.key),
    }


def _first(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    return f"{'.'.join(str(part) for part in first['loc']) or 'the whole'}: {first['msg']}"
