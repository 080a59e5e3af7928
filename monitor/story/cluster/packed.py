"""What was read of an article as bytes, for the store: after a restart no text is read again.

About 10 bytes a term: .4 kB of a feed's text, 1.1 kB of a page. The form has a version; what is of
another one, or is damaged, is read anew from the text.
"""

import struct
from array import array
from math import isnan, nan

from monitor.story.cluster.terms import Terms, shared

_VERSION = 1
_HEAD = struct.Struct("<B2sBdIHHH")
"""Version, language, weekdays as bits, days, length; how many terms, numbers and years."""


def pack(terms: Terms) -> bytes:
    """Return the bytes of what was read; the same on every platform."""
    numbers, years = sorted(terms.numbers), sorted(terms.years)
    head = _HEAD.pack(
        _VERSION,
        (terms.language or "").encode("ascii", "replace")[:2],
        sum(1 << day for day in terms.weekdays),
        nan if terms.days is None else terms.days,
        terms.length,
        len(terms.terms),
        len(numbers),
        len(years),
    )
    form = _form(len(terms.terms), len(numbers), len(years))
    return head + struct.pack(form, *terms.terms, *terms.counts, terms.kinds, *numbers, *years)


def unpack(packed: bytes) -> Terms | None:
    """Return what `pack` was given, None if these bytes are not of this version."""
    try:
        head = _HEAD.unpack_from(packed)
        version, language, week, days, length, *sizes = head
        if version != _VERSION:
            return None
        many, numbers, _ = sizes
        found = struct.unpack(_form(*sizes), packed[_HEAD.size :])
    except struct.error:
        return None
    kinds = 2 * many
    begin = kinds + 1 + numbers
    return Terms(
        terms=array("I", found[:many]),
        counts=array("f", found[many:kinds]),
        kinds=found[kinds],
        numbers=shared(frozenset(found[kinds + 1 : begin])),
        years=shared(frozenset(found[begin:])),
        weekdays=shared(frozenset(day for day in range(7) if week >> day & 1)),
        language=language.rstrip(b"\0").decode("ascii", "replace") or None,
        days=None if isnan(days) else days,
        length=length,
    )


def _form(terms: int, numbers: int, years: int) -> str:
    return f"<{terms}I{terms}f{terms}s{numbers}I{years}H"
