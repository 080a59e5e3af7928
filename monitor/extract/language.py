"""Which language a page is in: what it says of itself, checked against its script, or a guess."""

import re
from functools import cache
from typing import Protocol, cast

# What is guessed among: fewer languages, fewer wrong guesses (188 of 189 short texts right).
GUESSED = ("ar", "de", "en", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "ru", "tr", "uk", "zh")
_ENOUGH_CHARS = 2_000
_MIN_CONFIDENCE = 0.5
_CODE = re.compile(r"\s*([A-Za-z]{2,3})(?:[-_][A-Za-z0-9_-]*)?\s*$")
_NO_LANGUAGE = frozenset({"und", "mul", "zxx", "mis"})
_RENAMED = {"iw": "he", "in": "id", "ji": "yi", "eng": "en", "fra": "fr", "spa": "es", "deu": "de"}
# ISO 639-1 codes of languages written in a script of their own, by a range of its letters.
_SCRIPTS = tuple(
    (re.compile(letters), frozenset(languages.split()))
    for letters, languages in (
        ("[\u0620-\u064a]", "ar fa ur ps ug sd ku ckb"),
        ("[\u0400-\u04ff]", "ru uk be bg sr mk kk ky mn tg tt ce os ba cv uz az"),
        ("[\u3040-\u30ff]", "ja"),
        ("[\uac00-\ud7a3]", "ko"),
    )
)
# The commonest words. Where a fifth of a text is one language's and two thirds of that no other's,
# no model is needed: it costs 0.9 s to load and brings numpy.
_WORDS = {
    "en": "the of and to in that is was for with on as by from has have it its at are were be this",
    "fr": "le la les des et du de une un que qui dans pour est par sur au aux avec ce cette en à",
    "es": "el la los las del de que en y por con una un para se su al como más lo es",
    "pt": "o a os as do da de dos das que em e não uma um para com no na nos nas ao por",
    "de": "der die das und den dem des ein eine in mit von zu im ist nicht auf für sich auch es",
    "it": "il lo la i gli di che e della del per un una non sono con nel alla le in da ha",
    "nl": "de het een van en in is dat op te zijn voor met niet aan die er bij ook",
}
_COMMON = {language: frozenset(words.split()) for language, words in _WORDS.items()}
_MIN_WORDS = 20
_MIN_COMMON = 0.2
_RUNNER_UP = 0.67


class _Classifier(Protocol):
    def set_languages(self, langs: list[str]) -> None: ...
    def classify(self, text: str) -> tuple[str, float]: ...


def code(declared: str | None) -> str | None:
    """Return the ISO 639 code in a language tag such as `pt-BR` or `en_US` (BCP 47), or None."""
    found = _CODE.match(declared or "")
    if not found:
        return None
    primary = found[1].lower()
    primary = _RENAMED.get(primary, primary)
    return None if primary in _NO_LANGUAGE else primary


def language_of(text: str, *declared: str | None) -> str | None:
    """Return the ISO 639 code of `text`: the first declaration not refuted, or a guess.

    A declaration is refuted by the script, or by the common words of another of seven languages:
    templates that say `en` whatever they hold are frequent. None where nothing is declared and the
    text is too short or too mixed to tell. The guess is among 15 languages; a text that its common
    words do not tell needs py3langid, which takes 0.9 s to load at the first such call.
    """
    sample = text[:_ENOUGH_CHARS]
    owners = _owners(sample)
    plain = _by_words(sample) if owners is None else None
    for tag in declared:
        named = code(tag)
        if named and not _refuted(named, owners, plain):
            return named
    return plain or _guess(sample)


def _refuted(named: str, owners: frozenset[str] | None, plain: str | None) -> bool:
    if owners is not None:
        return named not in owners
    return plain is not None and named in _COMMON and named != plain


def _owners(sample: str) -> frozenset[str] | None:
    """Return the languages that this script belongs to; None for a script of many languages."""
    if sample.isascii():
        return None
    letters = sum(map(str.isalpha, sample))
    for script, languages in _SCRIPTS:
        if 2 * len(script.findall(sample)) > letters:
            return languages
    return None


def _guess(sample: str) -> str | None:
    if sum(map(str.isalpha, sample)) < 12:
        return None
    language, confidence = _classifier().classify(sample)
    return language if confidence >= _MIN_CONFIDENCE else None


def _by_words(sample: str) -> str | None:
    words = sample.lower().split()
    if len(words) < _MIN_WORDS:
        return None
    shares = {lang: sum(map(common.__contains__, words)) for lang, common in _COMMON.items()}
    (best, most), (_, second) = sorted(shares.items(), key=lambda kv: -kv[1])[:2]
    sure = most >= _MIN_COMMON * len(words) and second <= _RUNNER_UP * most
    return best if sure else None


@cache
def _classifier() -> _Classifier:
    # Imported here: it brings numpy, and most pages declare their language.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    classifier = cast(
        "_Classifier", LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    )
    classifier.set_languages(list(GUESSED))
    return classifier
