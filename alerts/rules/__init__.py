"""Rules: what sources.yaml says of sets, entities and rules, compiled. Pure."""

from alerts.rules.entities import STORY
from alerts.rules.ruleset import Ruleset, compile_ruleset

__all__ = ["STORY", "Ruleset", "compile_ruleset"]
