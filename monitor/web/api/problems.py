"""Errors as RFC 9457 has them: `application/problem+json`, with a closed `reason` to switch on."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from monitor.errors import StoreError, SubscribeError, SubscribeReason

_STORE_AGAIN_S = 30
_STATUS = {
    SubscribeReason.BAD_URL: HTTPStatus.UNPROCESSABLE_ENTITY,
    SubscribeReason.UNKNOWN_RULE: HTTPStatus.UNPROCESSABLE_ENTITY,
    SubscribeReason.UNPROVEN: HTTPStatus.UNPROCESSABLE_ENTITY,
    SubscribeReason.TOO_MANY: HTTPStatus.CONFLICT,
    SubscribeReason.CONFIGURED: HTTPStatus.NOT_FOUND,
    SubscribeReason.DISABLED: HTTPStatus.CONFLICT,
    SubscribeReason.UNKNOWN: HTTPStatus.NOT_FOUND,
}


class Wrong(BaseModel):
    """One thing wrong in a request: where, and what was expected."""

    at: str
    says: str


class ProblemBody(BaseModel):
    """What is wrong, as RFC 9457 has it. Switch on `reason`; `detail` is for people."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    reason: str
    errors: list[Wrong] = Field(default=[], description="Of a request that is not well formed")


class Problem(Exception):  # noqa: N818  # the name that RFC 9457 gives it
    """Ends a request: with a status, a closed reason, and words for people."""

    def __init__(
        self,
        status: HTTPStatus,
        reason: str,
        detail: str,
        *,
        headers: Mapping[str, str] | None = None,
        errors: list[dict[str, str]] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.reason = reason
        self.detail = detail
        self.headers = dict(headers or {})
        self.errors = errors

    def response(self) -> JSONResponse:
        """Return it as an answer."""
        body: dict[str, Any] = {
            "type": "about:blank",
            "title": self.status.phrase,
            "status": self.status.value,
            "detail": self.detail,
            "reason": self.reason,
        }
        if self.errors:
            body["errors"] = self.errors
        return JSONResponse(
            body, self.status.value, self.headers, media_type="application/problem+json"
        )


def answer_problems(app: FastAPI) -> None:
    """Let `app` answer every error as a problem. No value that was sent is repeated in one."""

    @app.exception_handler(Problem)
    async def _(_request: Request, error: Problem) -> JSONResponse:
        return error.response()

    @app.exception_handler(SubscribeError)
    async def _(_request: Request, error: SubscribeError) -> JSONResponse:
        return Problem(_STATUS[error.reason], error.reason, str(error)).response()

    @app.exception_handler(StoreError)
    async def _(_request: Request, error: StoreError) -> JSONResponse:
        again = {"Retry-After": str(_STORE_AGAIN_S)}
        status = HTTPStatus.SERVICE_UNAVAILABLE
        said = "the store cannot be used now; try again"
        return Problem(status, error.reason, said, headers=again).response()

    @app.exception_handler(RequestValidationError)
    async def _(_request: Request, error: RequestValidationError) -> JSONResponse:
        errors = [
            {"at": ".".join(map(str, each["loc"])), "says": each["msg"]} for each in error.errors()
        ]
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        said = "the request is not as it should be; see errors"
        return Problem(status, "invalid", said, errors=errors).response()

    @app.exception_handler(Exception)  # and then it goes on to who writes bugs down
    async def _(_request: Request, _error: Exception) -> JSONResponse:
        said = "an error that should not be; whoever runs wireroom finds it in the log"
        return Problem(HTTPStatus.INTERNAL_SERVER_ERROR, "bug", said).response()

    @app.exception_handler(HTTPException)
    async def _(_request: Request, error: HTTPException) -> JSONResponse:
        status = HTTPStatus(error.status_code)
        reason = status.phrase.lower().replace(" ", "_")
        return Problem(status, reason, str(error.detail), headers=error.headers).response()
