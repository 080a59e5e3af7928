import json

import pytest

from alerting import HOSTILE, alert, notice, ref
from alerts.render import MAX_BODY_BYTES, line, notice_body, webhook_body
from alerts.types import DeliveryId

ID = DeliveryId("msg_4gohpnisq6tvdqawy72kt4baau")


@pytest.mark.parametrize("text", HOSTILE)
def test_a_line_is_the_event_with_the_id_of_its_delivery(text: str) -> None:
    for event in (
        webhook_body(alert(article=ref(title=text, source=text))),
        notice_body(notice(title=text, data={"id": text})),
    ):
        written = line(ID, event)
        assert written.endswith(b"\n")
        assert written.splitlines() == [written[:-1]]
        assert json.loads(written) == {"id": ID} | json.loads(event)
        assert list(json.loads(written)) == ["id", "type", "timestamp", "data"]
        assert len(written) <= MAX_BODY_BYTES + 50
