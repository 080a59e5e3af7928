"""A fetched page as an article."""

import re

from selectolax.lexbor import LexborHTMLParser

from monitor.charset import decode
from monitor.errors import ExtractError, ExtractReason
from monitor.extract.body import body_of
from monitor.extract.guard import kind, refuse_hostile
from monitor.extract.language import language_of
from monitor.extract.metadata import metadata
from monitor.extract.remnants import fold
from monitor.extract.textfile import clean_text, derived_title
from monitor.types import Extract, Page

# Soft hyphens and zero-width spaces split the words that are to be matched.
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))
_MIN_LETTERS = 30
_SHELL_CHARS = 1_500
_SHELL_TITLE = re.compile(
    r"(?:just a moment|access (?:to this page has been )?denied|attention required|are you (?:a "
    r"robot|human)|before you continue|"
    r"(?:log|sign) ?in|subscribe|page not found|not found|error|\d{3} |403|404|forbidden|"
    r"security check|verif\w+ |robot|captcha|"
    r"one moment|un momento|einen moment|page introuvable|pagina no encontrada|seite nicht "
    r"gefunden|client challenge)\b"
)
_SHELL_TEXT = re.compile(
    r"(?:(?:enable|activate|turn on|requires?|aktivieren|activer|activar|habilitar) (?:sie "
    r")?javascript|javascript (?:is )?(?:disabled|required|desactive)|"
    r"javascript and cookies|checking your browser|verify(?:ing)? (?:that )?you are (?:a "
    r")?(?:human|not a robot)|unusual (?:traffic|activity)|"
    r"before you continue|wir und unsere partner|we and our (?:\d+ )?partners|nous et nos "
    r"(?:\d+ )?partenaires|"
    r"we value your privacy|we use cookies and|reference (?:id|number)|ray id|you have been "
    r"blocked|"
    r"(?:log|sign) in to (?:continue|read|your)|to continue reading|(?:page|article) (?:you "
    r"(?:requested|are looking for|were looking for)|could not be found|"
    r"does not exist|is not available|cannot be found))"
)


def extract(page: Page) -> Extract:
    """Return the article on a page: text, and what the page says of it.

    `published_at` is aware, in UTC; `canonical_url` absolute, http or https, as the page gives it.
    A plain text page is read like a text file. Pure; for a worker process, as hostile markup can
    still take seconds. Raises ExtractError: NOT_HTML for an image, PDF, JSON or feed; EMPTY where
    there is no article text (also consent, log-in and "enable JavaScript" shells), or where the
    markup is absurd (over 3,000 nested elements, 5,000 attributes in a tag, 20 million characters).
    """
    is_text = kind(page.body, page.content_type) == "text"
    markup = decode(page.body, page.content_type)
    return _text_page(markup) if is_text else _html_page(markup, page.url)


def _text_page(raw: str) -> Extract:
    found = clean_text(raw)
    if not found.text:
        raise ExtractError(ExtractReason.EMPTY, "the text file holds no text")
    return Extract(
        title=found.title,
        text=found.text,
        published_at=found.published_at,
        language=language_of(found.text),
    )


def _html_page(markup: str, url: str) -> Extract:
    refuse_hostile(markup)
    page = LexborHTMLParser(markup)
    said = metadata(page, url)
    text = body_of(page, said.linked.body, said.title, *_bylines(said.authors))
    letters = sum(map(str.isalpha, text[: 10 * _MIN_LETTERS]))
    if letters < _MIN_LETTERS or _is_shell(said.title, text):
        raise ExtractError(ExtractReason.EMPTY, "no article text on the page")
    return Extract(
        title=_visible(said.title) or derived_title(text),
        text=_visible(text),
        canonical_url=said.canonical_url,
        authors=said.authors,
        published_at=said.published_at,
        language=language_of(text, *said.languages),
    )


def _bylines(authors: tuple[str, ...]) -> list[str]:
    """Return the lines that only say who wrote the article."""
    joined = [" and ".join(authors), ", ".join(authors), *authors]
    return [f"{by}{names}" for names in joined for by in ("", "By ", "Von ", "Par ", "Por ")]


def _visible(text: str) -> str:
    return text if text.isascii() else text.translate(_INVISIBLE)


def _is_shell(title: str, text: str) -> bool:
    """Tell whether this page stands in front of an article: a consent, log-in or error page."""
    if len(text) > _SHELL_CHARS:
        return False
    folded = fold(text)
    told = _SHELL_TEXT.search(folded) is not None
    return told and (len(text) < _SHELL_CHARS // 3 or _SHELL_TITLE.match(fold(title)) is not None)
