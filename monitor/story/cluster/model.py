"""How likely two articles tell of one event: a logistic model over sparse features.

All features are the same both ways, so that it does not matter which article came first. The
weights were fitted by `python -m bench.stories train SHARED`.
"""

from dataclasses import dataclass
from math import exp
from typing import NamedTuple, assert_never

FAR = -4.0
"""Log odds of two articles that have next to nothing in common."""
SURE = 6.0
"""Log odds are kept between minus and plus this."""


class Native(NamedTuple):
    """What is weighed of two articles in one language.

    `near` is the root of the cosine of their terms; `content` the cosine of what is neither name
    nor number. `missing_less` and `missing_more` are the logs of the rarity of key names of one
    article that the other lacks, `shared` of that of the names in both. `subject` counts the
    articles of which the heaviest name stands in the other, half for one without names. `lead` is
    how much of one lead the other has, `title` how much of the titles stands in the other's lead,
    less .35.
    `other_numbers` is the share of the numbers of one that the other lacks. `years` and `weekdays`
    are 1 where they name the same, -1 where others, 0 where one names none. `age` is the log of
    the days between them, `length` that of the words of the longer, less 5.5.
    """

    near: float
    content: float
    missing_less: float
    missing_more: float
    shared: float
    subject: float
    lead: float
    title: float
    other_numbers: float
    years: float
    weekdays: float
    age: float
    length: float


class Foreign(NamedTuple):
    """What is weighed of two articles in different languages: what needs no translation.

    `near` is the root of the cosine of their names, numbers and entities; the others as in Native.
    """

    near: float
    missing_less: float
    missing_more: float
    shared: float
    subject: float
    other_numbers: float
    years: float
    weekdays: float
    age: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A logistic model: log odds = bias + the sum of weight times feature."""

    bias: float
    weights: tuple[float, ...]

    def log_odds(self, features: Native | Foreign) -> float:
        """Return the log odds that two articles tell of one event, within SURE."""
        total = self.bias + sum(map(float.__mul__, self.weights, features))
        return max(-SURE, min(SURE, total))


NATIVE = Model(
    bias=-4.668,
    weights=(
        11.052,  # near
        -3.782,  # content
        -0.232,  # missing_less
        -0.048,  # missing_more
        0.120,  # shared
        0.388,  # subject
        1.850,  # lead
        2.756,  # title
        -2.135,  # other_numbers
        2.082,  # years
        0.614,  # weekdays
        -0.819,  # age
        -0.439,  # length
    ),
)
FOREIGN = Model(
    bias=-4.163,
    weights=(
        8.046,  # near
        0.176,  # missing_less
        -0.019,  # missing_more
        0.928,  # shared
        -0.031,  # subject
        -2.772,  # other_numbers
        1.894,  # years
        0.926,  # weekdays
        -1.350,  # age
    ),
)


def log_odds(features: Native | Foreign | None) -> float:
    """Return the log odds that two articles tell of one event, FAR if they have no features."""
    match features:
        case None:
            return FAR
        case Native():
            return NATIVE.log_odds(features)
        case Foreign():
            return FOREIGN.log_odds(features)
        case _:
            assert_never(features)


def probability(log_odds: float) -> float:
    """Return the probability that log odds stand for."""
    return 1.0 / (1.0 + exp(-log_odds))
