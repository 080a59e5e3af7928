"""The one place that calls the stages, in their order: poll, fetch, extract, match, commit."""

from monitor.pipeline.aftermath import local_time, source_data
from monitor.pipeline.commit import Rulebook, prepare
from monitor.pipeline.importing import Intake, drafts
from monitor.pipeline.ingest import Ingested, Stages
from monitor.pipeline.look import Eyes, Seen, look
from monitor.pipeline.parse import Parse
from monitor.pipeline.storybook import Storybook
from monitor.pipeline.visit import Visited, crashed, visit

__all__ = [
    "Eyes",
    "Ingested",
    "Intake",
    "Parse",
    "Rulebook",
    "Seen",
    "Stages",
    "Storybook",
    "Visited",
    "crashed",
    "drafts",
    "local_time",
    "look",
    "prepare",
    "source_data",
    "visit",
]
