"""The composition root: a configuration becomes stages that run."""

from monitor.app.compose import utc_now
from monitor.app.fetching import Report, fetch
from monitor.app.importing import ImportReport, Refused, import_files
from monitor.app.looking import discover, extract_file, extract_url, source_rows, try_source

__all__ = [
    "ImportReport",
    "Refused",
    "Report",
    "discover",
    "extract_file",
    "extract_url",
    "fetch",
    "import_files",
    "source_rows",
    "try_source",
    "utc_now",
]
