"""The addresses of the desk: the page, its assets, and what the page asks for as JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from themetrail.ledger.book import BehindError
from themetrail.review.book_desk import codebook_of, edit_codebook
from themetrail.review.guard import Guard
from themetrail.review.reconcile import reconciliation
from themetrail.review.theme_desk import edit_themes, themes_of
from themetrail.study.problems import InputError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request
    from starlette.types import ASGIApp

    from themetrail.review.desk import Desk

STATIC = Path(__file__).with_name("static")


def make_app(desk: Desk, token: str, port: int) -> ASGIApp:
    """The desk as a web application that answers the holder of the token on 127.0.0.1 alone.

    Every answer is made on one thread, one after the other: a ledger has one writer.
    """
    routes = [
        Route("/", _page),
        Mount("/static", StaticFiles(directory=STATIC)),
        Route("/api/welcome", _answer(lambda _, __: desk.welcome())),
        Route("/api/codebook", _answer(lambda _, __: codebook_of(desk.sources))),
        Route("/api/codebook/edit", _answer(lambda ask, body: _edit_codebook(desk, ask, body)), methods=["POST"]),
        Route("/api/themes", _answer(lambda _, __: themes_of(desk.open_for_all()))),
        Route("/api/themes/edit", _answer(lambda ask, body: _edit_themes(desk, ask, body)), methods=["POST"]),
        Route("/api/reconcile/{session}", _answer(lambda ask, _: _reconcile(desk, ask))),
        Route(
            "/api/candidates", _answer(lambda request, _: desk.candidates(*_who(desk, request), blind=_blind(request)))
        ),
        Route("/api/overview", _answer(lambda request, _: desk.overview(*_who(desk, request), blind=_blind(request)))),
        Route("/api/session/{session}", _answer(lambda request, _: _open(desk, request))),
        Route("/api/onward/{session}", _answer(lambda request, _: _onward(desk, request))),
        Route(
            "/api/session/{session}/acts", _answer(lambda request, body: _act(desk, request, body)), methods=["POST"]
        ),
    ]
    handlers = {InputError: _wrong, BehindError: _behind, HTTPException: _http}
    return Guard(Starlette(routes=routes, exception_handlers=handlers), token, port)


async def _page(_: Request) -> Response:
    return FileResponse(STATIC / "index.html")


def _answer(handle: Callable[[Request, Any], Any]) -> Callable[[Request], Awaitable[Response]]:
    """A route that answers with what ``handle`` makes of the request and of its JSON body."""

    async def route(request: Request) -> Response:
        body = None
        if request.method == "POST":
            try:
                body = json.loads(await request.body())
            except (ValueError, ClientDisconnect):
                raise HTTPException(400, "The request is not JSON.") from None
            if not isinstance(body, dict):
                raise HTTPException(400, "The request is not an object.")
        return JSONResponse(handle(request, body))

    return route


def _who(desk: Desk, request: Request) -> tuple[str]:
    return (desk.coder(request.query_params.get("coder", "")),)


def _blind(request: Request) -> bool:
    return request.query_params.get("blind") == "yes"


def _open(desk: Desk, request: Request) -> dict[str, Any]:
    return desk.open(*_who(desk, request), request.path_params["session"], blind=_blind(request))


def _onward(desk: Desk, request: Request) -> dict[str, str]:
    return desk.onward(*_who(desk, request), request.path_params["session"], blind=_blind(request))


def _act(desk: Desk, request: Request, body: dict[str, Any]) -> Any:
    acts, seen = body.get("acts"), body.get("seen")
    if not isinstance(seen, int) or not isinstance(acts, list) or not all(isinstance(act, dict) for act in acts):
        raise HTTPException(400, "The request has no acts, or does not say what the page had seen.")
    who = _who(desk, request)
    return desk.act(*who, request.path_params["session"], seen, acts, blind=_blind(request))


def _reconcile(desk: Desk, request: Request) -> dict[str, Any]:
    return reconciliation(desk.sources, *_who(desk, request), request.path_params["session"])


def _edit_codebook(desk: Desk, request: Request, body: dict[str, Any]) -> dict[str, Any]:
    return edit_codebook(desk.sources, *_who(desk, request), body)


def _edit_themes(desk: Desk, request: Request, body: dict[str, Any]) -> dict[str, Any]:
    return edit_themes(desk.open_for_all(), *_who(desk, request), body)


async def _wrong(_: Request, error: Exception) -> Response:
    problems = error.problems if isinstance(error, InputError) else []
    return JSONResponse({"problems": [f"{one.seen.rstrip('.')}. {one.remedy}" for one in problems]}, 422)


async def _behind(_: Request, __: Exception) -> Response:
    told = (
        "Another window has written here meanwhile. Its work is shown now; nothing of yours was written. Do it again."
    )
    return JSONResponse({"problems": [told]}, 409)


async def _http(_: Request, error: Exception) -> Response:
    status, detail = (error.status_code, error.detail) if isinstance(error, HTTPException) else (500, "")
    return JSONResponse({"problems": [detail]}, status)
