"""The main job on a small newsroom of our own, for people who want to see it run first."""

from monitor.demo.result import DemoResult
from monitor.demo.run import run

__all__ = ["DemoResult", "run"]
