"""The configuration: sources.yaml and what it includes, checked as a whole."""

from monitor.config.load import Config, Settings, find, load
from monitor.config.schema import schema

__all__ = ["Config", "Settings", "find", "load", "schema"]
