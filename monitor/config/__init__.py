"""The configuration: sources.yaml and what it includes, checked as a whole."""

from monitor.config.addresses import listen as listen_address
from monitor.config.addresses import web_address as webhook_address
from monitor.config.load import Config, Settings, find, hidden, load
from monitor.config.schema import schema

__all__ = [
    "Config",
    "Settings",
    "find",
    "hidden",
    "listen_address",
    "load",
    "schema",
    "webhook_address",
]
