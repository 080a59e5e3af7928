"""The concepts of `monitor.story.words` by what figures make of them."""

PEOPLE = frozenset((
    "person", "soldier", "police", "civilian", "fighter", "peacekeeper", "child", "woman", "man",
    "worker", "migrant", "prisoner", "journalist", "student", "patient", "passenger", "resident",
    "family", "official", "member", "protester", "firefighter", "governor", "elder", "hostage",
    "body",
))  # fmt: skip
THINGS = frozenset((
    "vehicle", "house", "town", "boat", "aircraft", "camp", "explosive", "weapon", "school",
    "road", "hospital", "company",
))  # fmt: skip
HARM = frozenset(("killed", "wounded"))
BARE = HARM | {"missing", "arrested", "displaced"}
"""What may be said of a number alone: 17 dead, 46 arrests."""
ABSENT = HARM | {"harmed", "missing", "arrested", "seized"}
"""Of what a sentence may say that there was none."""
OUTCOMES = HARM | frozenset((
    "missing", "seized", "arrested", "displaced", "evacuated", "freed", "marched", "destroyed",
    "stranded", "infected",
))  # fmt: skip
"""What may happen to people and things, or what they do, and is counted."""
OCCASIONS = frozenset(("attacked", "strike", "clash"))
EVENTS = frozenset((
    "attacked", "clash", "strike", "withdraw", "vote", "talks", "quake", "crash", "coup",
    "ceasefire", "flood", "blaze", "walkout", "deal", "seized", "explosive", "marched",
    "sentenced",
))  # fmt: skip
LASTING = frozenset(["withdraw", "vote", "talks", "ceasefire", "walkout", "deal", "clash"])
"""Events of which the beginning and the end are told."""
STANDING = PEOPLE | {"vehicle", "house", "town", "boat", "camp", "aircraft", "school"}
"""What is counted without anything happening to it."""
FORCE = frozenset(("soldier", "police", "peacekeeper", "man"))
"""Of whom the strength of a force is told."""
MEN = FORCE | {"fighter"}
"""Of whom it is said that they were lost."""
FORCES = frozenset(("mission", "army", "police", "rebels", "peacekeeper", "vehicle", "un"))
"""What comes under attack."""
OWNERS = frozenset(("mission", "army", "un"))
SPEAKERS = frozenset((
    "army", "police", "rebels", "government", "mission", "un", "hospital", "organiser",
    "resident", "court", "company", "official", "fighter", "peacekeeper", "firefighter",
    "journalist", "family", "member", "aid", "protester", "governor", "elder",
))  # fmt: skip
ANYBODY = frozenset(("official", "member", "resident"))
"""Speakers that may be anybody's."""
TOPICS = {
    "percentage": "percentage", "cost": "cost", "loss": "cost", "punish": "punish", "aid": "aid",
    "quake": "quake", "distance": "distance", "live": "live", "power": "power", "flood": "flood",
    "destroyed": "destroyed", "weather": "weather", "approve": "approve",
}  # fmt: skip
"""What a measure measures, by the word beside it."""

CLAUSE = frozenset(";:.")
"""Marks that no figure reaches over;"""
STOPS = CLAUSE | frozenset(',()"“”«»!?،؛')
"""and those that end what belongs to a noun or a speaker."""

_LAST_LATIN = "\u024f"


def name_key(word: str) -> str:
    """Return a folded name without its ending: Mali and Malian are one."""
    return word[:4]


def latin(word: str) -> bool:
    """Whether a folded name is written in Latin letters."""
    return word[:1] <= _LAST_LATIN
