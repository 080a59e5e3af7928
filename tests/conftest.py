"""What every test may use. `import newsroom` works from any test: this folder is on the path."""

from collections.abc import Iterator

import pytest

from newsroom import NewsSite


@pytest.fixture
def site() -> Iterator[NewsSite]:
    """A news site on loopback, without routes yet."""
    with NewsSite() as serving:
        yield serving
