"""The JSON Schema of the configuration, generated from the models."""

from functools import cache
from typing import Any

from monitor.config.models import FileModel


def schema() -> dict[str, object]:
    """Return the JSON Schema (draft 2020-12) of one configuration file.

    It knows keys, types and forms; references, duplicates, selectors and expressions are judged
    by `load` alone. A text with `${NAME}` in it passes every pattern.
    """
    found = _tidied(FileModel.model_json_schema(by_alias=True))
    for name, section in found["properties"].items():
        if name != "version":  # a section may stand empty, with everything in it commented out
            described = {"description": section.pop("description", None)}
            kept = {key: text for key, text in described.items() if text}
            found["properties"][name] = {**kept, "anyOf": [section, {"type": "null"}]}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "wireroom: sources.yaml",
        **found,
    }


def _tidied(value: Any) -> Any:
    """Drop generated titles and defaults, and the null that stands for a key left out."""
    if isinstance(value, list):
        return [_tidied(item) for item in value]
    if not isinstance(value, dict):
        return value
    kept = {
        key: _tidied(item)
        for key, item in value.items()
        if not (key == "title" and isinstance(item, str)) and not _is_default(key, item)
    }
    options = kept.get("anyOf")
    if isinstance(options, list) and {"type": "null"} in options:
        options = [option for option in options if option != {"type": "null"}]
        del kept["anyOf"]
        return {**kept, **options[0]} if len(options) == 1 else {**kept, "anyOf": options}
    return kept


def _is_default(key: str, item: object) -> bool:
    return key == "default" and (item is None or not isinstance(item, dict))


def keys_of(key: tuple[str | int, ...]) -> list[str]:
    """Return the keys that the mapping at a place may have, none where any may stand."""
    root = _cached()
    node: Any = root
    for step in key:
        node = _below(_branches(root, node), step)
    named = [each["properties"] for each in _branches(root, node) if "properties" in each]
    return list(named[0]) if named else []


def _below(branches: list[dict[str, Any]], step: str | int) -> Any:
    """Return the schema of an item or of a key, None where there is none."""
    for each in branches:
        if isinstance(step, int) and "items" in each:
            return each["items"]
        if isinstance(step, str) and step in each.get("properties", {}):
            return each["properties"][step]
        if isinstance(step, str) and isinstance(each.get("additionalProperties"), dict):
            return each["additionalProperties"]
    return None


@cache
def _cached() -> dict[str, object]:
    return schema()


def _branches(root: dict[str, Any], node: Any) -> list[dict[str, Any]]:
    """Return the alternatives of a schema, with references followed."""
    if not isinstance(node, dict):
        return []
    if "$ref" in node:
        return _branches(root, root["$defs"][node["$ref"].rpartition("/")[2]])
    options = node.get("anyOf") or node.get("oneOf")
    if options:
        return [each for option in options for each in _branches(root, option)]
    return [node]
