"""What every test may use. `import newsroom` works from any test: this folder is on the path."""

from collections.abc import Iterator

import pytest
from hypothesis import settings

from newsroom import NewsSite

# No example is timed: a machine that is busy with something else breaks no law.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture
def site() -> Iterator[NewsSite]:
    """A news site on loopback, without routes yet."""
    with NewsSite() as serving:
        yield serving
