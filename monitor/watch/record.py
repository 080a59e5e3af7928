"""Each item once in the log and once in the metrics: the one place that writes them."""

import traceback
from collections.abc import Callable

from alerts.api import Flushed, Settled
from monitor.errors import StoreError
from monitor.health import code_of
from monitor.log import Event, Log
from monitor.metrics import Metrics
from monitor.pipeline import Ingested, Visited
from monitor.types import Fate, Health


class Record:
    """Writes down what happens."""

    def __init__(self, log: Log, metrics: Metrics) -> None:
        self.log = log
        self.metrics = metrics

    def visited(self, visited: Visited, *, elapsed_s: float, lag_s: float) -> None:
        """Write down a poll and what it brought; one that brought nothing only for debugging."""
        outcome = _outcome(visited)
        self.metrics.polls.labels(outcome).inc()
        self.metrics.poll_seconds.observe(elapsed_s)
        self.metrics.poll_lag.observe(max(0.0, lag_s))
        self.metrics.hits.inc(visited.tally.hits)
        self.metrics.alerts.inc(visited.tally.alerts)
        for item in visited.items:
            self._ingested(visited, item)
        tally = visited.tally
        facts = {
            "source": visited.source.id,
            "elapsed_s": round(elapsed_s, 3),
            "next_due": _shown(visited),
        }
        if outcome == "failed":
            self.metrics.poll_failures.labels(code_of(visited.problem)).inc()
            self.log.warning(Event.POLL_FAILED, **facts, reason=visited.problem)
        elif outcome == "held":
            self.log.info(Event.HELD, **facts)
        else:
            write = self.log.info if visited.items else self.log.debug
            write(
                Event.POLLED,
                **facts,
                outcome=outcome,
                new=tally.new,
                copies=tally.copies,
                revisions=tally.revisions,
                failed=tally.articles_failed,
                hits=tally.hits,
                alerts=tally.alerts,
            )
        self._fares(visited)

    def settled(self, settled: Settled) -> None:
        """Write down an attempt of a delivery."""
        self.metrics.attempts.labels(settled.kind, settled.outcome).inc()
        if settled.reason is not None:
            self.metrics.attempt_failures.labels(settled.reason).inc()
        write = self.log.info if settled.outcome == "sent" else self.log.warning
        write(
            Event.DELIVERY,
            delivery=settled.id,
            alert=settled.alert_id,
            channel=settled.channel,
            outcome=settled.outcome,
            state=settled.state,
            attempts=settled.attempts,
            elapsed_ms=settled.elapsed_ms,
            error=settled.error,
        )
        if settled.disabled is not None:
            self.log.error(Event.DISABLED, webhook=settled.channel, reason=settled.disabled)

    def flushed(self, flushed: Flushed) -> None:
        """Write down that a channel let go of what it held."""
        self.log.info(
            Event.FLUSHED,
            channel=flushed.channel,
            alerts=flushed.alerts,
            deliveries=flushed.deliveries,
            why=", ".join(flushed.why),
        )

    def store_failed(self, error: StoreError, *, pause_s: float) -> None:
        """Write down that the store cannot be used, and how long it is left alone."""
        self.metrics.store_trouble.labels(error.reason).inc()
        self.log.error(
            Event.STORE_TROUBLE, reason=str(error.reason), error=str(error), pause_s=pause_s
        )

    def bug(self, error: BaseException, *, where: str) -> None:
        """Write down an error that should not be possible, with where it came from."""
        self.metrics.bugs.inc()
        frames = traceback.extract_tb(error.__traceback__)
        at = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else None
        self.log.critical(
            Event.BUG,
            where=where,
            error=f"{type(error).__name__}: {error}",
            at=at,
            trace=" < ".join(f"{f.name}:{f.lineno}" for f in reversed(frames[-8:])),
        )

    def _ingested(self, visited: Visited, item: Ingested) -> None:
        self.metrics.articles.labels(item.fate).inc()
        if item.reason is not None:
            self.metrics.page_failures.labels(item.reason).inc()
        write: Callable[..., object]
        if item.fate is Fate.FAILED:
            event, write = Event.ARTICLE_FAILED, self.log.warning
        else:
            event, write = Event.ARTICLE, self.log.info
        if item.fate is not Fate.SAME or item.reason is not None:
            write(
                event,
                source=visited.source.id,
                article=item.article,
                fate=str(item.fate),
                url=item.url,
                reason=item.reason,
                hits=item.tally.hits,
                alerts=item.tally.alerts,
            )

    def _fares(self, visited: Visited) -> None:
        """Write down that a source went blind, came back, or fares otherwise than before."""
        before, after = visited.before, visited.after
        if before is after or (before is Health.NEW and not after.blind):
            return
        facts = {"source": visited.source.id, "before": str(before), "health": str(after)}
        if after.blind and not before.blind:
            self.log.warning(Event.BLIND, **facts, reason=visited.problem)
        elif before.blind and not after.blind:
            self.log.info(Event.BACK, **facts)
        else:
            self.log.info(Event.HEALTH, **facts, reason=visited.problem)


def _outcome(visited: Visited) -> str:
    if visited.problem is not None:
        return "failed"
    if not visited.tally.polled:
        return "held"
    return "unchanged" if visited.tally.not_modified else "changed"


def _shown(visited: Visited) -> str | None:
    return visited.next_due.isoformat(timespec="seconds") if visited.next_due else None
