"""The answers of the daemon's own address."""

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route

from monitor.app.daemon import Daemon
from monitor.metrics import CONTENT_TYPE
from monitor.web.api import api
from monitor.web.feeds import feed_routes

_NO_STORE = {"Cache-Control": "no-store"}


def pages(daemon: Daemon) -> Starlette:
    """Return the application that answers for `daemon`."""

    async def healthz(_request: Request) -> Response:
        """Tell whether the daemon lives: 200, or 503 if it should be restarted."""
        stuck = daemon.heart.stuck
        return _answer(not stuck, {"status": "stuck" if stuck else "ok"})

    async def readyz(_request: Request) -> Response:
        """Tell whether it does its work: 200, or 503 with the reasons why not."""
        problems = daemon.problems()
        return _answer(
            not problems, {"status": "not ready" if problems else "ready", "problems": problems}
        )

    async def metrics(_request: Request) -> Response:
        daemon.live()
        return Response(daemon.record.metrics.text(), media_type=CONTENT_TYPE, headers=_NO_STORE)

    def bug(error: BaseException) -> None:
        daemon.record.bug(error, where="api")

    return Starlette(
        routes=[
            Route("/healthz", healthz),
            Route("/readyz", readyz),
            Route("/metrics", metrics),
            *feed_routes(daemon),
            Mount("/api/v1", api(lambda: daemon.hooks(), bug)),
        ]
    )


def _answer(good: bool, body: dict[str, object]) -> Response:
    return JSONResponse(body, status_code=200 if good else 503, headers=_NO_STORE)
