"""The JSON Schema is current and says what the loader says; the files we ship and show load."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from alerts.match import run_tests
from monitor.config import load, schema
from monitor.config.values import LANGUAGES
from monitor.poll import selector_error

ROOT = Path(__file__).resolve().parents[2]
DOCS = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```yaml\n(version: 1\n.*?)^```$", DOCS, re.MULTILINE | re.DOTALL)
ENVIRON = {"SMTP_PASSWORD": "x", "NEWSROOM_SECRET": "whsec_" + "QUJD" * 12, "TOPIC": "desk"}
CONTRACT = ROOT.parent / "shared" / "PRODUCT.md"

EXAMPLE = """
version: 1
include: []
settings:
  database: sqlite:///wire.db
  every: 15m
  gap: 0.5
  max_bytes: 10MB
  listen: none
sources:
  - {id: a, url: "https://a.example/feed", kind: feed, every: 90, article: feed, tags: [x]}
  - {id: b, url: "${B}", links: h3 a}
sets:
  mali: {any: [mali], ar: [مالي]}
  sea: [ship*]
entities:
  ber:
    {short: [Ber], needs: [mali, story], within: 20 words, kind: place, default: accept,
     case: exact, threshold: 0.5}
rules:
  - id: r
    when: '@ber'
    in: [title, lead]
    sources: [tag:x]
    severity: high
    notify: story
    send: [desk]
    tests: [{text: x, title: y, expect: false}]
channels:
  - id: desk
    email:
      to: [a@b.example]
      from: c@d.example
      smtp: "smtps://u:${P}@h"
      unsubscribe: "https://a.example/{recipient}"
  - id: hook
    webhook: {url: "https://a.example/", secret: "${S}"}
    events: [alert, source, coverage]
  - {id: ops, apprise: {url: "ntfy://desk"}}
  - {id: phones, apprise: {url: ["ntfy://desk", "${B}"]}}
  - {id: log, file: {path: alerts.jsonl}}
"""


def validator() -> Any:
    jsonschema = pytest.importorskip("jsonschema", reason="checks the schema from outside")
    jsonschema.Draft202012Validator.check_schema(schema())
    return jsonschema.Draft202012Validator(schema())


def test_the_committed_schema_is_current() -> None:
    committed = (ROOT / "docs" / "sources.schema.json").read_text(encoding="utf-8")
    assert json.loads(committed) == schema(), (
        "run: python -m monitor.config > docs/sources.schema.json"
    )


def mappings(value: Any) -> list[dict[str, Any]]:
    """Return every mapping in a schema that describes an object with named keys."""
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    own = [value] if isinstance(value, dict) and isinstance(value.get("properties"), dict) else []
    return own + [found for item in inside for found in mappings(item)]


def test_every_object_of_the_schema_refuses_unknown_keys() -> None:
    described = mappings(schema())
    assert len(described) >= 9
    assert all(each["additionalProperties"] is False for each in described)


def test_the_schema_accepts_what_the_loader_accepts(tmp_path: Path) -> None:
    path = tmp_path / "sources.yaml"
    path.write_text(EXAMPLE, encoding="utf-8")
    secret = ENVIRON["NEWSROOM_SECRET"]
    load(path, {"B": "https://b.example", "P": "x", "S": secret}, selector_error=selector_error)
    assert [e.message for e in validator().iter_errors(yaml.safe_load(EXAMPLE))] == []


@pytest.mark.parametrize(
    ("where", "value"),
    [
        pytest.param(["nonsense"], 1, id="key at the top"),
        pytest.param(["version"], 2, id="version"),
        pytest.param(["settings", "evry"], "15m", id="settings key"),
        pytest.param(["settings", "every"], "soon", id="duration"),
        pytest.param(["settings", "database"], "postgresql://h/d", id="database"),
        pytest.param(["sources", 0, "evry"], "15m", id="source key"),
        pytest.param(["sources", 0, "kind"], "rss", id="kind"),
        pytest.param(["sources", 0, "url"], "ftp://a.example", id="url"),
        pytest.param(["sources", 0, "id"], "a b", id="id"),
        pytest.param(["sources", 0, "tags"], "x", id="tags"),
        pytest.param(["sets", "mali"], {"anyone": ["a"]}, id="language"),
        pytest.param(["entities", "ber", "need"], ["mali"], id="entity key"),
        pytest.param(["entities", "ber", "unless"], ["story"], id="story against a name"),
        pytest.param(["entities", "story"], {"names": ["x"]}, id="entity called story"),
        pytest.param(["sets", "story"], ["x"], id="set called story"),
        pytest.param(["rules", 0, "in"], ["titel"], id="part"),
        pytest.param(["rules", 0, "send"], [], id="empty list"),
        pytest.param(["channels", 0, "event"], ["alert"], id="channel key"),
        pytest.param(["channels", 0, "events"], [], id="no event"),
        pytest.param(["channels", 0, "events"], ["news"], id="event"),
        pytest.param(["channels", 1, "webhook", "secret"], "abc", id="secret"),
        pytest.param(["channels", 2, "apprise", "url"], "desk", id="service"),
        pytest.param(["channels", 3, "apprise", "url"], [], id="no service"),
        pytest.param(["channels", 4, "file", "path"], "", id="no path"),
    ],
)
def test_the_schema_refuses(where: list[Any], value: object) -> None:
    data = yaml.safe_load(EXAMPLE)
    holder = data
    for step in where[:-1]:
        holder = holder[step]
    holder[where[-1]] = value
    assert not validator().is_valid(data)


def test_the_shipped_configuration_loads_without_any_variable() -> None:
    config = load(ROOT / "sources.yaml", {}, selector_error=selector_error)
    assert len(config.sources) >= 30
    assert {source.kind for source in config.sources} >= {"feed", "sitemap", "listing", None}
    assert {"minusma", "cma", "ber", "kidal"} <= set(config.entities)
    assert len(config.rules) >= 3
    assert all(rule.tests for rule in config.rules.values())
    assert not config.channels
    assert run_tests(config.ruleset) == ()


def test_the_shipped_configuration_meets_the_schema() -> None:
    for path in (ROOT / "sources.yaml", ROOT / "entities.yaml"):
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        assert [e.message for e in validator().iter_errors(data)] == []


def test_the_template_loads_without_any_variable(tmp_path: Path) -> None:
    template = (ROOT / "monitor" / "config" / "template.yaml").read_text(encoding="utf-8")
    path = tmp_path / "sources.yaml"
    path.write_text(template, encoding="utf-8")
    config = load(path, {}, selector_error=selector_error)
    assert len(config.sources) == 2
    assert run_tests(config.ruleset) == ()
    uncommented = re.sub(r"^  # (?=- |  )", "  ", template, flags=re.MULTILINE)
    path.write_text(uncommented, encoding="utf-8")
    full = load(path, ENVIRON, selector_error=selector_error)
    assert len(full.sources) == 3
    assert list(full.channels) == ["desk", "newsroom"]


@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_every_whole_example_of_the_docs_loads(tmp_path: Path, number: int) -> None:
    (tmp_path / "more").mkdir()
    path = tmp_path / "sources.yaml"
    path.write_text(EXAMPLES[number], encoding="utf-8")
    load(path, ENVIRON, selector_error=selector_error)
    assert validator().is_valid(yaml.safe_load(EXAMPLES[number]))


def test_the_docs_have_examples_and_name_every_key() -> None:
    assert len(EXAMPLES) >= 3
    keys = {key for each in mappings(schema()) for key in each["properties"]}
    assert [key for key in sorted(keys) if f"`{key}`" not in DOCS] == []


def test_languages_are_those_that_detection_can_tell() -> None:
    py3langid = pytest.importorskip("py3langid")
    told = {str(code) for code, _ in py3langid.rank("a text")} - {"zxx"}  # zxx: no language
    assert set(LANGUAGES) == told


@pytest.mark.skipif(not CONTRACT.exists(), reason="the contract is not beside the project")
def test_the_sample_of_the_contract_loads(tmp_path: Path) -> None:
    sample = re.search(r"^```yaml\n(.*?)^```$", CONTRACT.read_text("utf-8"), re.M | re.S)
    assert sample
    path = tmp_path / "sources.yaml"
    path.write_text(sample[1], encoding="utf-8")
    config = load(path, ENVIRON, selector_error=selector_error)
    assert list(config.channels) == ["desk", "newsroom"]
    assert validator().is_valid(yaml.safe_load(sample[1]))
