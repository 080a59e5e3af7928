"""The OpenAPI document: valid, of what is answered, and what the examples in the docs say."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from openapi_spec_validator import validate

from monitor.store.tokens import Scope
from monitor.web.api import api
from monitor.web.api.app import described

DOCS = (Path(__file__).resolve().parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
DOCUMENT = described(api(lambda: None, lambda error: None))
PATHS = DOCUMENT["paths"]
CALLS = {(method.upper(), path) for path in PATHS for method in PATHS[path]}
EXAMPLES = re.findall(r"^```json (\w+)\n(.*?)^```$", DOCS, re.MULTILINE | re.DOTALL)


def test_it_is_valid() -> None:
    validate(DOCUMENT)


def test_the_docs_name_every_call_and_no_other() -> None:
    named = re.findall(r"^\| `(GET|POST|DELETE) (/[^`?]*)", DOCS, re.MULTILINE)
    assert set(named) == CALLS


def test_the_docs_name_every_scope_and_reason() -> None:
    reasons = set(re.findall(r"^\| [0-9]{3} \| (`[^|]*`) \|", DOCS, re.MULTILINE))
    assert {f"`{each}`" for each in Scope} <= set(re.findall(r"`[a-z:]+`", DOCS))
    assert {"`unproven`", "`rate`", "`scope`", "`token`"} <= set(re.findall(r"`\w+`", str(reasons)))


@pytest.mark.parametrize(("name", "text"), EXAMPLES, ids=[name for name, _ in EXAMPLES])
def test_an_example_in_the_docs_is_what_the_document_says(name: str, text: str) -> None:
    schema: dict[str, Any] = {
        "$ref": f"#/components/schemas/{name}",
        "components": DOCUMENT["components"],
    }
    value = json.loads(text)
    jsonschema = pytest.importorskip("jsonschema", reason="checks the document from outside")
    assert list(jsonschema.Draft202012Validator(schema).iter_errors(value)) == []
    known = DOCUMENT["components"]["schemas"][name]["properties"]
    assert set(value) <= set(known)
    assert set(DOCUMENT["components"]["schemas"][name].get("required", ())) <= set(value)


def test_every_answer_has_an_example() -> None:
    shown = {name for name, _ in EXAMPLES}
    assert {"SubscriptionAsked", "SubscriptionMade", "SecretMade", "Tested"} <= shown
    assert {"Subscriptions", "Attempts", "ProblemBody"} <= shown


def test_every_error_is_a_problem() -> None:
    for operations in DOCUMENT["paths"].values():
        for operation in operations.values():
            assert operation["security"] == [{"token": []}]
            for status, answer in operation["responses"].items():
                if status[0] in "45":
                    assert list(answer["content"]) == ["application/problem+json"]
