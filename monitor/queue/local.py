"""Acts at fixed distances of time, in the running event loop: the one home of APScheduler."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from apscheduler.events import EVENT_JOB_ERROR, JobExecutionEvent
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger

Act = Callable[[], Awaitable[None]]


class _Every(BaseTrigger):  # type: ignore[misc]  # the library is not typed
    """Fires at fixed distances, and once for all that was missed.

    The library's own trigger lists what was missed run by run: of a clock set a year ahead 31
    million seconds, a minute of work and 3 GB while everything else waits.
    """

    def __init__(self, distance: timedelta) -> None:
        self._distance = distance

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime:
        """Return when to fire after `previous`, always later than `now`."""
        planned = (previous or now) + self._distance
        return planned if planned > now else now + self._distance


class LocalTimer:
    """Runs acts again and again; an act never runs beside itself, and a late one runs once.

    `failed` is told of an error that an act let out; the act runs again all the same.
    """

    def __init__(self, failed: Callable[[BaseException], None]) -> None:
        # It warns of each run that is left out while the one before goes on: that is the plan.
        logging.getLogger("apscheduler").setLevel(logging.CRITICAL)
        self._scheduler = AsyncIOScheduler(
            timezone=UTC,
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )

        def heard(event: JobExecutionEvent) -> None:
            if not isinstance(event.exception, asyncio.CancelledError):  # by `stop`
                failed(event.exception)

        self._scheduler.add_listener(heard, EVENT_JOB_ERROR)

    def every(self, seconds: float, act: Act) -> None:
        """Run `act` every so many seconds, beginning now."""
        trigger = _Every(timedelta(seconds=seconds))
        self._scheduler.add_job(act, trigger, next_run_time=datetime.now(UTC))

    def start(self) -> None:
        """Begin."""
        self._scheduler.start()

    def rearm(self) -> None:
        """Run every act now, and from now on: the wall clock was set, by which APScheduler plans.

        Without this a clock set back by a day is a day in which nothing runs.
        """
        for job in self._scheduler.get_jobs():
            job.modify(next_run_time=datetime.now(UTC))

    def stop(self) -> None:
        """Begin nothing more; an act that runs is cancelled."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
