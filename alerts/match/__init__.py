"""Match: which entities an article names and which rules it hits, with proof. Pure."""

from alerts.match.judge import match
from alerts.match.trial import Failure, run_tests

__all__ = ["Failure", "match", "run_tests"]
