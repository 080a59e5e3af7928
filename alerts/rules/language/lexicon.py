"""What all rules look for in a text, each once and numbered: so that matching compares numbers."""

from alerts.rules.regex import Regex
from alerts.rules.words import Token

Phrase = tuple[Token, ...]


class Lexicon:
    """The phrases and regular expressions of rules, by their number from 0."""

    def __init__(self) -> None:
        self.phrases: dict[Phrase, int] = {}
        self.regexes: dict[Regex, int] = {}

    def phrase(self, tokens: Phrase) -> int:
        """Return the number of a phrase, which is looked for from now on."""
        return self.phrases.setdefault(tokens, len(self.phrases))

    def regex(self, regex: Regex) -> int:
        """Return the number of a regular expression, which is looked for from now on."""
        return self.regexes.setdefault(regex, len(self.regexes))
