"""Articles out of pages: the one home of trafilatura.

A pure function of bytes, made to run in worker processes that can be killed.
"""

from monitor.types import Extract, Page

__all__ = ["extract"]


def extract(page: Page) -> Extract:
    """Return the article on a page; see `monitor.extract.page.extract`."""
    # Imported at the first call: with it come trafilatura and numpy, 1.2 s of CPU and 90 MB, which
    # only the processes that parse should pay.
    from monitor.extract.page import extract as extracted

    return extracted(page)
