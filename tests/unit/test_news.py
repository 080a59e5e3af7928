"""What a rule reports of a story."""

import pytest

from alerts.news import AlertKind, News, Notify, kind_of

FIRST = News()
DEVELOPS = News(first=False, develops=True, new=("Nine are missing.",))
NOTHING = News(first=False)


@pytest.mark.parametrize(
    ("notify", "news", "kind"),
    [
        pytest.param(Notify.DEVELOPMENT, FIRST, AlertKind.STORY, id="first"),
        pytest.param(Notify.DEVELOPMENT, DEVELOPS, AlertKind.DEVELOPMENT, id="adds facts"),
        pytest.param(Notify.DEVELOPMENT, NOTHING, None, id="adds nothing"),
        pytest.param(Notify.STORY, FIRST, AlertKind.STORY, id="first, only that wanted"),
        pytest.param(Notify.STORY, DEVELOPS, None, id="adds facts, only the first wanted"),
        pytest.param(Notify.STORY, NOTHING, None, id="adds nothing, only the first wanted"),
        pytest.param(Notify.ARTICLE, FIRST, AlertKind.ARTICLE, id="first, each wanted"),
        pytest.param(Notify.ARTICLE, DEVELOPS, AlertKind.ARTICLE, id="adds facts, each wanted"),
        pytest.param(Notify.ARTICLE, NOTHING, AlertKind.ARTICLE, id="adds nothing, each wanted"),
    ],
)
def test_what_a_rule_reports(notify: Notify, news: News, kind: AlertKind | None) -> None:
    assert kind_of(notify, news) is kind
