"""Laws of the configuration: whatever the file, nothing but ConfigError; no trap of YAML 1.1."""

import math
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from monitor.config import load
from monitor.config.addresses import web_address
from monitor.config.tree import Mapping, Scalar, parse
from monitor.config.units import byte_count, seconds
from monitor.errors import ConfigError, ConfigProblem
from monitor.poll import selector_error

ONE_FOLDER = settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)

WORDS = (
    "version include settings sources sets entities rules channels id name url kind every article "
    "tags links names short needs within unless never default threshold when in send tests "
    "text expect severity notify email webhook to from smtp unsubscribe secret database languages "
    "timezone gap timeout max_bytes listen allow_networks user_agent any fr mali"
)
KEYS = st.sampled_from(WORDS.split())
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=12),
    st.dates(),
    st.binary(max_size=4),
    st.sampled_from(
        ["a", "mali", "@mali", "tag:a", "https://a.example/", "15m", "10MB", "${A}", "${", "(", "1"]
    ),
)
TREES = st.recursive(
    VALUES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.one_of(KEYS, st.text(max_size=3)), inner, max_size=4),
    ),
    max_leaves=15,
)
SECTIONS = st.dictionaries(KEYS, TREES, max_size=6)


def never_anything_else(folder: Path, raw: bytes) -> None:
    path = folder / "sources.yaml"
    path.write_bytes(raw)
    problems: tuple[ConfigProblem, ...] | None = None
    try:
        load(path, {"A": "x"}, selector_error=selector_error)
    except ConfigError as error:
        problems = error.problems
    lines = len(raw.decode("utf-8", "replace").splitlines()) + 1
    assert problems is None or problems
    assert all(1 <= problem.line <= lines and problem.message for problem in problems or ())


@ONE_FOLDER
@given(raw=st.binary(max_size=300))
@example(raw=b"\xef\xbb\xbfversion: 1\n")
@example(raw=b"\xff\xfeversion: 1\n")
@example(raw=b"version: 1\x00")
@example(raw=b"? ? a\n: b")
@example(raw=b"- &a {*a : 1}")
@example(raw=b'version: 1\nx: "\\ud800"\n')
@example(raw=b"%YAML 9.9\n---\nversion: 1\n")
@example(raw=b"[" * 5000)
@example(raw=b"{a: " * 5000)
@example(raw=b"- " * 5000)
def test_bytes_never_raise_anything_but_config_errors(tmp_path: Path, raw: bytes) -> None:
    never_anything_else(tmp_path, raw)


@ONE_FOLDER
@given(text=st.text(alphabet=":- \n\t[]{}'\"#&*!|>%@,?<$ab1~.=", max_size=120))
def test_text_never_raises_anything_but_config_errors(tmp_path: Path, text: str) -> None:
    never_anything_else(tmp_path, text.encode())


@ONE_FOLDER
@given(data=SECTIONS)
def test_yaml_never_raises_anything_but_config_errors(tmp_path: Path, data: object) -> None:
    never_anything_else(tmp_path, yaml.safe_dump(data, allow_unicode=True).encode())


NO_DURATIONS = ("", "m", "1w", "1M", "-1s", "1h30m", True, None, -1, math.nan, math.inf, [1])
NO_SIZES = ("", "MB", "1XB", "-1B", 1.5, True)
SHAPES: dict[str, dict[str, object]] = {
    "sources": {"id": "a", "url": "https://a.example/", "tags": ["a"]},
    "rules": {"id": "a", "when": "mali", "send": ["a"], "sources": ["a"]},
    "channels": {"id": "a", "webhook": {"url": "https://a.example/", "secret": "x"}},
}


@ONE_FOLDER
@given(section=st.sampled_from(sorted(SHAPES)), key=KEYS, value=TREES)
def test_one_odd_value_never_raises_anything_but_config_errors(
    tmp_path: Path, section: str, key: str, value: object
) -> None:
    data = {name: [shape] for name, shape in SHAPES.items()}
    data[section] = [SHAPES[section] | {key: value}]
    raw = yaml.safe_dump({"version": 1, **data}, allow_unicode=True).encode()
    never_anything_else(tmp_path, raw)


@given(name=KEYS, value=TREES)
@ONE_FOLDER
def test_one_odd_entity_never_raises_anything_but_config_errors(
    tmp_path: Path, name: str, value: object
) -> None:
    data = {"version": 1, "sets": {"mali": value}, "entities": {"a": {"names": ["a"], name: value}}}
    never_anything_else(tmp_path, yaml.safe_dump(data, allow_unicode=True).encode())


@given(st.text(max_size=60))
def test_an_address_is_an_address_or_a_value_error(text: str) -> None:
    for given_text in (text, f"https://{text}", f"https://a.example{text}"):
        said = "an address such as"
        try:
            assert web_address(given_text) == given_text
        except ValueError as error:
            said = str(error)
        assert said.startswith("an address such as")


@pytest.mark.parametrize(
    ("written", "value"),
    [
        pytest.param("no", "no", id="Norwegian"),
        pytest.param("on", "on", id="on"),
        pytest.param("Yes", "Yes", id="yes"),
        pytest.param("1:30", "1:30", id="sexagesimal"),
        pytest.param("0123", "0123", id="octal of 1.1"),
        pytest.param("0o17", "0o17", id="octal of 1.2"),
        pytest.param("0x1F", "0x1F", id="hexadecimal"),
        pytest.param("1_000", "1_000", id="underscore"),
        pytest.param("2023-08-13", "2023-08-13", id="date"),
        pytest.param("=Word", "=Word", id="equals"),
        pytest.param("=", "=", id="value key"),
        pytest.param(".inf", ".inf", id="infinity"),
        pytest.param("1" * 5000, "1" * 5000, id="long number"),
        pytest.param("'1'", "1", id="quoted"),
        pytest.param("!!str 1", "1", id="tagged"),
        pytest.param("1", 1, id="int"),
        pytest.param("-7", -7, id="minus"),
        pytest.param("1.5", 1.5, id="float"),
        pytest.param("1e3", 1000.0, id="exponent"),
        pytest.param("true", True, id="true"),
        pytest.param("FALSE", False, id="false"),
        pytest.param("~", None, id="tilde"),
        pytest.param("null", None, id="null"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_scalars_follow_the_core_schema_of_yaml_1_2(written: str, value: object) -> None:
    root = parse(f"on: {written}\n")
    assert isinstance(root, Mapping)
    ((key, node),) = root.entries
    assert isinstance(key, Scalar)
    assert isinstance(node, Scalar)
    assert key.value() == "on"
    assert node.value() == value
    assert type(node.value()) is type(value)


@pytest.mark.parametrize(
    ("written", "want"),
    [
        pytest.param(90, 90, id="number"),
        pytest.param(0.5, 0.5, id="half"),
        pytest.param("90", 90, id="number as text"),
        pytest.param("90s", 90, id="s"),
        pytest.param("15m", 900, id="m"),
        pytest.param("1.5h", 5400, id="h"),
        pytest.param("1 d", 86400, id="d"),
        *[pytest.param(bad, None, id=f"not {bad!r}") for bad in NO_DURATIONS],
    ],
)
def test_durations(written: object, want: float | None) -> None:
    if want is None:
        with pytest.raises(ValueError, match="a duration"):
            seconds(written)
    else:
        assert seconds(written) == want


@pytest.mark.parametrize(
    ("written", "want"),
    [
        pytest.param(1000, 1000, id="number"),
        pytest.param("512kB", 512_000, id="kB"),
        pytest.param("10MB", 10_000_000, id="MB"),
        pytest.param("1GiB", 2**30, id="GiB"),
        pytest.param("1.5 kib", 1536, id="fraction"),
        *[pytest.param(bad, None, id=f"not {bad!r}") for bad in NO_SIZES],
    ],
)
def test_sizes(written: object, want: int | None) -> None:
    if want is None:
        with pytest.raises(ValueError, match="a size"):
            byte_count(written)
    else:
        assert byte_count(written) == want
