"""What pydantic found wrong, as problems of keys: what stands there, what was expected."""

from difflib import get_close_matches

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from monitor.config import addresses
from monitor.config.report import Document, Key, Report, suggest
from monitor.config.schema import keys_of
from monitor.config.tree import Scalar

_EXPECTED = {
    "string_type": "a text",
    "int_type": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "list_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping of keys",
    "model_attributes_type": "a mapping of keys",
    "union_tag_not_found": "a list of words, or a mapping from languages to lists of words",
    "union_tag_invalid": "a list of words, or a mapping from languages to lists of words",
    "too_short": "at least one entry; without the key its default holds",
    "string_too_short": "a text that is not empty",
}
_LISTS = {"list_type", "union_tag_not_found", "union_tag_invalid"}
_MISSING = {
    "id": "a short name of letters, digits and hyphens such as un-news",
    "url": addresses.WEB,
    "when": "an expression such as '@minusma AND (@ber OR @kidal)'",
    "text": "the text to try the rule on",
    "expect": "true or false",
    "to": "a list of e-mail addresses such as [desk@example.org]",
    "from": addresses.EMAIL,
    "smtp": addresses.SMTP,
    "secret": f'{addresses.SECRET}; make one with: echo "whsec_$(openssl rand -base64 32)"',
}


def explain(document: Document, prefix: Key, error: ValidationError, report: Report) -> None:
    """Add every problem of the value at `prefix` to the report."""
    details = error.errors(include_url=False, include_input=False)
    meant: set[Key] = set()  # keys that are there, only misspelled
    for detail in (each for each in details if each["type"] == "extra_forbidden"):
        key, _ = _aligned(document, (*prefix, *detail["loc"]))
        meant |= {(*key[:-1], name) for name in _near(key)}
        hint = suggest(str(key[-1]), keys_of(key[:-1]))
        report.add(document, key, f"unknown key; {hint}", at_name=True)
    for detail in (each for each in details if each["type"] != "extra_forbidden"):
        key, at_name = _aligned(document, (*prefix, *detail["loc"]))
        if not (detail["type"] == "missing" and key in meant):
            _explain(document, key, detail, report, at_name=at_name)


def _near(key: Key) -> list[str]:
    return get_close_matches(str(key[-1]), keys_of(key[:-1]), n=1, cutoff=0.6)


def _explain(
    document: Document, key: Key, detail: ErrorDetails, report: Report, *, at_name: bool
) -> None:
    kind = detail["type"]
    if kind == "missing":
        wanted = _MISSING.get(str(key[-1]), "a value")
        report.add(document, key, f"this key is missing, expected {wanted}")
    elif at_name:
        report.add(document, key, f"unknown key, expected {_expected(detail)}", at_name=True)
    else:
        mend = _mend(document, key, detail)
        report.add(document, key, f"{document.shown(key)}, expected {_expected(detail)}{mend}")


def _aligned(document: Document, loc: Key) -> tuple[Key, bool]:
    """Return the key that a location of pydantic means, and whether the key itself is wrong.

    Locations also name branches of unions, which stand nowhere in the file.
    """
    key: Key = ()
    value: object = document.data
    for index, step in enumerate(loc):
        if isinstance(value, list):
            items: dict[int | str, object] = dict(enumerate(value))
        else:
            items = value if isinstance(value, dict) else {}
        if step in items:
            key, value = (*key, step), items[step]
        elif isinstance(value, dict) and index == len(loc) - 1 and step != "[key]":
            key = (*key, step)
    return key, loc[-1:] == ("[key]",)


def _expected(detail: ErrorDetails) -> str:
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "value_error":
        return str(context.get("error", "another value"))
    if kind in {"literal_error", "enum"}:
        return str(context.get("expected", "another value")).replace("'", "")
    return _EXPECTED.get(kind, detail["msg"])


def _mend(document: Document, key: Key, detail: ErrorDetails) -> str:
    """Say how to mend it where that is plain; a hidden value is never repeated."""
    _, node = document.place(key)
    if document.is_hidden(key) or not isinstance(node, Scalar) or len(node.text) > 60:
        return ""
    kind = detail["type"]
    if kind == "string_type":
        return f': write it in quotes, "{node.text}"'
    if kind in _LISTS and isinstance(node.value(), str):
        return f": write it in brackets, [{node.text}]"
    if kind in {"literal_error", "enum"}:
        words = str(detail.get("ctx", {}).get("expected", "")).replace(" or ", ", ")
        known = words.replace("'", "").split(", ")
        near = get_close_matches(node.text.lower(), known, n=1, cutoff=0.6)
        return f"; did you mean {near[0]}?" if near else ""
    return ""
