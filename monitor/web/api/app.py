"""The application of `/api/v1`, and its OpenAPI document."""

from collections.abc import Callable
from http import HTTPStatus
from importlib import metadata
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from starlette.responses import JSONResponse

from monitor.app import Hooks
from monitor.web.api import alerts, subscriptions
from monitor.web.api.door import Door, Rates
from monitor.web.api.envelope import BODY_S, Envelope
from monitor.web.api.problems import ProblemBody, answer_problems

_ABOUT = """Subscribe webhooks to the alerts of a wireroom, and read its alerts.

Every request needs `Authorization: Bearer wrt_…`, a token that whoever runs wireroom makes with
`wireroom tokens add`. Errors are problems as in RFC 9457, with a `reason` to switch on."""
_PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {
        "model": ProblemBody,
        "description": what,
        "content": {
            "application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemBody"}}
        },
    }
    for status, what in (
        (401, "No token, or one that is wrong, expired or revoked"),
        (403, "The token lacks the scope"),
        (404, "The token has no such subscription"),
        (409, "It is disabled, or the token has too many"),
        (422, "The request is wrong, or the endpoint does not want this"),
        (429, "Too often; see Retry-After"),
        (503, "Try again; see Retry-After"),
    )
}


def api(
    hooks: Callable[[], Hooks | None],
    bug: Callable[[BaseException], None],
    *,
    rates: Rates | None = None,
    body_s: float = BODY_S,
) -> Envelope:
    """Return what answers under `/api/v1`.

    `hooks` are None until the daemon watches; `bug` is told of an error that should not be.
    """
    app = FastAPI(
        title="wireroom",
        version=metadata.version("wireroom"),
        description=_ABOUT,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        responses=_PROBLEMS,
        redirect_slashes=False,
    )
    app.state.door = Door(hooks, rates or Rates())
    app.include_router(subscriptions.router)
    app.include_router(alerts.router)
    answer_problems(app)

    told = document(app)

    @app.get("/openapi.json", include_in_schema=False)
    async def openapi() -> JSONResponse:
        return JSONResponse(told)

    return Envelope(app, bug, body_s=body_s)


def described(envelope: Envelope) -> dict[str, Any]:
    """Return the OpenAPI document of what `api` returned."""
    return document(envelope.app)


def document(app: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI document of `app`, in which every error is a problem."""
    found = get_openapi(
        title=app.title,
        version=app.version,
        description=app.description,
        routes=app.routes,
        servers=[{"url": "/api/v1"}],
    )
    for path in found["paths"].values():
        for operation in path.values():
            for status, response in operation["responses"].items():
                if int(status) >= HTTPStatus.BAD_REQUEST:
                    response["content"].pop("application/json", None)
    for unused in ("HTTPValidationError", "ValidationError"):
        found["components"]["schemas"].pop(unused, None)
    return found
