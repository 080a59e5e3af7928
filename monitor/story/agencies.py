"""The agency or outlet that an article credits: "(AFP)", "selon RFI", "Reuters reported".

The names are general knowledge. A photographer's credit ("Vergnes/AFP", "Photo: AP") is none, and
no more is a mere mention.
"""

import re

# fmt: off
_NAMES = {
    "AFP": ("AFP", "Agence France-Presse", "Agence France Presse", "فرانس برس"),
    "Reuters": ("Reuters", "رويترز"),
    "AP": ("AP", "Associated Press", "أسوشيتد برس"),
    "RFI": ("RFI", "Radio France Internationale"),
    "BBC": ("BBC",),
    "CNN": ("CNN",),
    "Al Jazeera": ("Al Jazeera", "Al-Jazeera", "قناة الجزيرة"),
    "dpa": ("dpa", "Deutsche Presse-Agentur"),
    "EFE": ("EFE",),
    "Lusa": ("Lusa",),
    "PAP": ("PAP", "Polska Agencja Prasowa"),
    "ANSA": ("ANSA",),
    "TASS": ("TASS", "Tass"),
    "RIA Novosti": ("RIA Novosti", "RIA"),
    "Interfax": ("Interfax",),
    "Xinhua": ("Xinhua",),
    "Anadolu": ("Anadolu", "Anadolu Agency", "الأناضول"),
    "Bloomberg": ("Bloomberg",),
    "Kyodo": ("Kyodo",),
    "Yonhap": ("Yonhap",),
    "PTI": ("PTI", "Press Trust of India"),
    "UPI": ("UPI",),
    "APA": ("APA",),
    "Belga": ("Belga",),
    "Europa Press": ("Europa Press",),
    "France 24": ("France 24", "France24"),
    "Jeune Afrique": ("Jeune Afrique",),
    "Wall Street Journal": ("Wall Street Journal",),
    "New York Times": ("New York Times",),
    "Washington Post": ("Washington Post",),
}
# fmt: on
_AGENCY = {spelt: agency for agency, some in _NAMES.items() for spelt in some}
_ANY = "|".join(re.escape(name) for name in sorted(_AGENCY, key=len, reverse=True))
_BY = (
    r"[Aa]ccording to|[Rr]eported by|[Cc]iting|[Qq]uoted by|[Cc]ited by|[Tt]old|[Ii]nformed"
    r"|[Ss]ource:|[Ss]elon|[Dd]['’]après|[Aa]vec|[Cc]ité(?:e|s|es)? par|[Dd]éclaré à|[Cc]onfié à"
    r"|[Ii]nformé|[Ss]egún|[Cc]itad[oa]s? por|[Dd]ijo a|[Cc]on información de|[Ss]egundo"
    r"|[Dd]isse à|[Cc]om|[Ll]aut|[Nn]ach Angaben von|[Nn]ach Informationen von"
    r"|[Mm]it Material von|[Jj]ak podaje|[Ww]edług|نقلا عن|بحسب|حسب|وفقا ل|لوكالة"
)
_ARTICLE = (
    r"(?:(?:the|an?|la|le|el|il|der|die|o|a|à|وكالة|news agency|agency|agence|agencia|agência"
    r"|Agentur) |l['’])*"
)
_SAYS = (
    r"reported|reports|said|says|writes|wrote|a rapporté|rapporte|a indiqué|indique|a annoncé"
    r"|informó|informa|reportó|noticiou|informou|berichtet|berichtete|meldet|meldete|podaje|podała"
)
_CREDIT = re.compile(
    rf"\((?:[Ww]ith |[Aa]vec |[Mm]it |[Cc]on |[Cc]om )?(?P<bracket>{_ANY})\)"
    rf"|(?<![\w/])(?:{_BY}) {_ARTICLE}(?P<by>{_ANY})(?!\w)"
    rf"|(?<![\w/])(?P<says>{_ANY})(?: news agency| agency)?,? (?:{_SAYS})(?!\w)"
    rf"|(?:قالت|ذكرت|أفادت|نقلت) (?:وكالة )?(?P<arab>{_ANY})(?!\w)"
)


_WORD = re.compile(r"\w+")
_NAMED = frozenset(" ".join(_WORD.findall(name)).casefold() for name in _AGENCY)
_LONG_CHARS = 100


def credited(text: str) -> str | None:
    """Return the agency or outlet that a text credits first, None if it credits none."""
    for found in _CREDIT.finditer(text):
        if found.lastgroup != "bracket" or not _explained(text, found):
            return _AGENCY[found[found.lastgroup or 0]]
    return None


def _explained(text: str, found: re.Match[str]) -> bool:
    """Whether a bracket is short for the words before it: Advanced Placement (AP)."""
    short = found["bracket"]
    before = text[max(0, found.start() - _LONG_CHARS) : found.start()]
    words = _WORD.findall(before)[-len(short) :]
    initials = "".join(word[0] for word in words)
    named = " ".join(words).casefold() in _NAMED
    return initials.casefold() == short.casefold() and not named
