"""What the daemon counts, for Prometheus. Names and labels are searched for: never rename one."""

from collections.abc import Iterable
from itertools import product
from typing import Final, get_args

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from alerts.errors import DeliverReason
from alerts.types import EndpointState, Kind
from monitor.errors import ExtractReason, FetchReason, ParseReason, PollReason, StoreReason
from monitor.types import Fate, Health

disable_created_metrics()  # a second series for each counter, which nobody asks for

CONTENT_TYPE: Final = CONTENT_TYPE_PLAIN_0_0_4

_POLL_SECONDS: Final = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300)
_LAG_SECONDS: Final = (1, 2, 5, 10, 30, 60, 300, 900, 3600, 14400)


class Metrics:
    """Every metric, in a registry of its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        GCCollector(registry=self.registry)
        self._of_the_daemon()
        self._of_polls()
        self._of_articles()
        self._of_deliveries()
        self._of_the_store()
        self._start_at_zero()

    def _of_the_daemon(self) -> None:
        registry = self.registry
        self.build = Gauge(
            "wireroom_build_info", "The running release.", ["version"], registry=registry
        )
        self.started = Gauge(
            "wireroom_start_timestamp_seconds", "When the daemon started.", registry=registry
        )
        self.ticked = Gauge(
            "wireroom_last_tick_timestamp_seconds",
            "When the daemon last looked what is due.",
            registry=registry,
        )
        self.reloads = Counter(
            "wireroom_config_reloads_total",
            "Reloads of the configuration, by result: loaded, refused.",
            ["result"],
            registry=registry,
        )
        self.config_good = Gauge(
            "wireroom_config_last_reload_successful",
            "1 if the newest configuration is in use, 0 if it was refused.",
            registry=registry,
        )
        self.clock_steps = Counter(
            "wireroom_clock_steps_total", "Times that the wall clock was set.", registry=registry
        )
        self.bugs = Counter(
            "wireroom_bugs_total", "Errors that should not be possible.", registry=registry
        )

    def _of_polls(self) -> None:
        registry = self.registry
        self.sources = Gauge(
            "wireroom_sources", "Configured sources, by health.", ["health"], registry=registry
        )
        self.due = Gauge(
            "wireroom_sources_due",
            "Sources that are due and wait for their turn.",
            registry=registry,
        )
        self.visits = Gauge(
            "wireroom_visits_running", "Polls under way, pages included.", registry=registry
        )
        self.parsing = Gauge(
            "wireroom_parse_waiting_bytes",
            "Bytes of pages and feeds that wait to be parsed, or are being parsed.",
            registry=registry,
        )
        self.polls = Counter(
            "wireroom_polls_total",
            "Polls, by outcome: changed, unchanged, failed, held.",
            ["outcome"],
            registry=registry,
        )
        self.poll_failures = Counter(
            "wireroom_poll_failures_total",
            "Polls that failed, by reason.",
            ["reason"],
            registry=registry,
        )
        self.poll_seconds = Histogram(
            "wireroom_poll_seconds",
            "How long a poll took, its new pages included.",
            buckets=_POLL_SECONDS,
            registry=registry,
        )
        self.poll_lag = Histogram(
            "wireroom_poll_lag_seconds",
            "How long after its due time a poll began.",
            buckets=_LAG_SECONDS,
            registry=registry,
        )

    def _of_articles(self) -> None:
        registry = self.registry
        self.articles = Counter(
            "wireroom_articles_total", "Candidates, by fate.", ["fate"], registry=registry
        )
        self.page_failures = Counter(
            "wireroom_page_failures_total",
            "Pages that could not be had or read, by reason.",
            ["reason"],
            registry=registry,
        )
        self.hits = Counter("wireroom_hits_total", "Rules true of an article.", registry=registry)
        self.alerts = Counter("wireroom_alerts_total", "Alerts raised.", registry=registry)
        self.last_article = Gauge(
            "wireroom_last_article_timestamp_seconds",
            "When the newest article was stored.",
            registry=registry,
        )

    def _of_deliveries(self) -> None:
        registry = self.registry
        self.attempts = Counter(
            "wireroom_delivery_attempts_total",
            "Attempts of deliveries, by kind of channel and outcome.",
            ["kind", "outcome"],
            registry=registry,
        )
        self.attempt_failures = Counter(
            "wireroom_delivery_failures_total",
            "Attempts that failed, by reason.",
            ["reason"],
            registry=registry,
        )
        self.waiting = Gauge(
            "wireroom_deliveries_waiting", "Deliveries that have not ended.", registry=registry
        )
        self.webhooks = Gauge(
            "wireroom_webhooks", "Webhooks, by state.", ["state"], registry=registry
        )
        self.held = Gauge(
            "wireroom_alerts_held",
            "Alerts that channels hold, to let them leave with others.",
            registry=registry,
        )

    def _of_the_store(self) -> None:
        registry = self.registry
        self.store_trouble = Counter(
            "wireroom_store_errors_total",
            "Times that the store could not be used, by reason.",
            ["reason"],
            registry=registry,
        )
        self.store_bytes = Gauge(
            "wireroom_store_bytes", "Size of the store's files.", ["file"], registry=registry
        )

    def _start_at_zero(self) -> None:
        """Show the closed labels from the start: a rate needs a value to rise from."""
        outcomes = ("changed", "unchanged", "failed", "held")
        labels: tuple[tuple[Counter | Gauge, Iterable[str]], ...] = (
            (self.sources, Health),
            (self.polls, outcomes),
            (self.poll_failures, (*FetchReason, *PollReason, *ParseReason)),
            (self.articles, Fate),
            (self.page_failures, (*FetchReason, *ExtractReason, *ParseReason)),
            (self.attempt_failures, DeliverReason),
            (self.webhooks, EndpointState),
            (self.store_trouble, StoreReason),
            (self.reloads, ("loaded", "refused")),
        )
        for metric, values in labels:
            for value in values:
                metric.labels(value)
        for kind, outcome in product(get_args(Kind), ("sent", "later", "dead")):
            self.attempts.labels(kind, outcome)

    def text(self) -> bytes:
        """Return all of it in Prometheus' text format, version 0.0.4."""
        return generate_latest(self.registry)
