"""How sure it is that a short name is meant. Pure.

Each piece of evidence has a weight in 0–1: how often it is right where it stands alone. Pieces are
taken for independent, so together they leave the product of their doubts (noisy or: Pearl,
Probabilistic reasoning in intelligent systems, 1988, section 4.3.2). The weights were measured on
texts that the word lists had not seen, by `python -m bench.labelled confidence`.
"""

from collections.abc import Iterable
from math import prod
from typing import Final

NAME: Final = 0.99
"""A name that proves itself."""

OWN: Final = 0.98
"""The entity's own long name elsewhere in the article."""

CUE: Final = 0.9
"""A cue of its own kind and nothing else: "in Ber"."""

DEFAULT: Final = 0.85
"""`default: accept`, and nothing for or against."""

TOLD: Final = 0.8
"""The source of the article, or a tag of it."""

STORY: Final = 0.9
"""Other articles of the same story.

Where the article tells the sense itself, it is that of the others in 40 of 41 short names and 250
of 250 acronyms spelled out (the wire of August 2023). Where not, less is known: hence no more
than for evidence in the next sentence.
"""

_NEAR: Final = (0.95, 0.9)
_FAR: Final = 0.8
_DOUBT: Final = 0.15


def of(sentences: int) -> float:
    """Return the weight of evidence so many sentences away."""
    return _NEAR[sentences] if sentences < len(_NEAR) else _FAR


def confidence(weights: Iterable[float], *, disputed: bool = False) -> float:
    """Return how sure evidence of these weights makes a name; less so where some speaks against it.

    In 0–1, to three digits, and never surer than a name that proves itself.
    """
    sure = 1.0 - prod(1.0 - one for one in weights)
    return min(NAME, round(sure * (1.0 - _DOUBT * disputed), 3))
