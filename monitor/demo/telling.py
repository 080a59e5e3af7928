"""A demo's result, told to a person."""

import re
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from alerts.render.neutral import clip, one_line
from monitor.demo.result import DemoResult

_TITLE = 60
_SENTENCE = 100
_NEW = 2
_PLAIN = re.compile(r"\b(CMA|Ber)\b", re.IGNORECASE)
"""What a plain keyword alert for two of the demo's names would react to."""


def tell(result: DemoResult, say: Callable[[str], None]) -> None:
    """Say what was read, what alerted and why, what was left alone, and where to look."""
    for part in (_read, _again, _why, _developed, _left_alone, _delivered, _next):
        say("")
        for line in part(result):
            say(line)


def _read(result: DemoResult) -> Iterator[str]:
    sources, articles = result.first["sources"], result.first["articles"]
    yield (
        f"First run: {sources['polled']} sources polled, {articles['new']} articles stored "
        f"and {articles['copies']} as copies, in {result.first['elapsed_s']:.1f} s"
    )
    yield f"  id  source    {'title':<{_TITLE}}  alerts"
    rules: dict[int, list[str]] = {}
    for alert in result.alerts:
        rules.setdefault(alert["article"]["id"], []).append(alert["rule"])
    for article in reversed(result.articles):
        told = ", ".join(sorted(rules.get(article["id"], []), reverse=True))
        if article["copy_of"] is not None:
            told = f"a copy of {article['copy_of']}"
        page = " (page refused: the feed's text)" * (article["origin"] == "feed")
        title = clip(one_line(article["title"]), _TITLE)
        about = f"{article['id']:>2}  {article['source']:<8}  {title:<{_TITLE}}"
        yield f"  {about}  {told}{page}".rstrip()


def _again(result: DemoResult) -> Iterator[str]:
    sources, articles = result.second["sources"], result.second["articles"]
    yield (
        f"Second run: {result.second_answers.get(304, 0)} of {sources['polled']} sources answered "
        f"304, not modified; {articles['new']} new articles, {result.second['alerts']} alerts"
    )


def _why(result: DemoResult) -> Iterator[str]:
    yield f"{result.first['alerts']} alerts. One of them, with its reasons:"
    for alert in reversed(result.alerts):
        if alert["severity"] == "high" and any(m["evidence"] for m in alert["matches"]):
            yield f"  {alert['rule']}: {one_line(alert['article']['title'])}"
            yield from _reasons(alert)
            return


def _reasons(alert: Mapping[str, Any]) -> Iterator[str]:
    """Tell the first span that names each entity, and what proved it."""
    seen = set()
    for match in alert["matches"]:
        if match["entity"] not in seen:
            seen.add(match["entity"])
            proof = " and ".join(f"“{one_line(e['text'])}”" for e in match["evidence"])
            near = f", proved by {proof} near it" if proof else ""
            words = one_line(match["text"])
            yield f"    {match['entity']}: “{words}” in the {match['field']}{near}"


def _developed(result: DemoResult) -> Iterator[str]:
    """Tell of the development about which sources disagree most, if there is one."""
    developments = [each for each in reversed(result.alerts) if each["kind"] == "development"]
    alert = max(developments, key=lambda each: len(each["disagreements"]), default=None)
    if alert is None:
        yield "No later report of a story added facts to it."
        return
    yield "A later report of the same story, told because it adds facts:"
    yield f"  {alert['rule']}: {one_line(alert['article']['title'])}"
    for sentence in alert["new"][:_NEW]:
        yield f"    new: {clip(one_line(sentence), _SENTENCE)}"
    for each in alert["disagreements"]:
        values = (f"“{one_line(v['value'])}” ({v['source']})" for v in each["values"])
        yield f"    sources disagree on {one_line(each['what'])}: {', '.join(values)}"


def _left_alone(result: DemoResult) -> Iterator[str]:
    alerted = {alert["article"]["id"] for alert in result.alerts}
    yield "Left alone, though a plain keyword alert for CMA or Ber would have gone off:"
    for article in reversed(result.articles):
        found = _PLAIN.search(f"{article['title']}\n{article['text']}")
        if found and article["id"] not in alerted:
            copied = " (a copy)" if article["copy_of"] is not None else ""
            yield f"  “{found[0]}” in: {clip(one_line(article['title']), _TITLE)}{copied}"


def _delivered(result: DemoResult) -> Iterator[str]:
    yield "Delivered:"
    yield f"  {result.emails} e-mails in the mailbox {result.inbox}"
    yield (
        f"  {result.webhooks_verified} webhooks in {result.webhooks}, their signatures verified "
        "with the standardwebhooks library"
    )
    if result.webhooks_refused:
        yield f"  {result.webhooks_refused} webhooks refused: their signatures are wrong"
    if not result.held:
        yield "This is not what the demo promises: at least one e-mail and one genuine webhook."


def _next(result: DemoResult) -> Iterator[str]:
    yield f"Done in {result.elapsed_s:.1f} s; the news sites are gone again. Look around:"
    command = f"{_command()} --config {result.config}"
    for rest in ("articles", "alerts", "search Kidal", "deliveries list", 'match "BER airport"'):
        yield f"  {command} {rest}"
    yield f"  less {result.inbox}"


def _command() -> str:
    """Return how wireroom was called, so that the commands shown work when typed here."""
    called = Path(sys.argv[0])
    found = shutil.which("wireroom")
    if called.name != "wireroom" or (found and Path(found).resolve() == called.resolve()):
        return "wireroom"
    here = Path.cwd()
    return str(called.relative_to(here) if called.is_relative_to(here) else called)
