"""Acts at fixed distances of time, in the running event loop: the one home of APScheduler."""

import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from apscheduler.events import EVENT_JOB_ERROR, JobExecutionEvent
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

Act = Callable[[], Awaitable[None]]


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
            failed(event.exception)

        self._scheduler.add_listener(heard, EVENT_JOB_ERROR)

    def every(self, seconds: float, act: Act) -> None:
        """Run `act` every so many seconds, beginning now."""
        self._scheduler.add_job(
            act, IntervalTrigger(seconds=seconds), next_run_time=datetime.now(UTC)
        )

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
        """Begin nothing more; what runs is left to whoever started it."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
