"""Calls of the control API as the plugin makes them."""

from simulator.testing.calling import Calls


def test_a_list_is_read_to_its_last_page() -> None:
    answers = {"": b'{"events": [1, 2], "next": "more"}', "?cursor=more": b'{"events": [3], "next": null}'}
    calls = Calls(lambda _method, path, _headers, _body: (200, answers[path.removeprefix("/sim/v1/events")]))
    assert calls.listed("/events", "events") == [1, 2, 3]
    assert [one.path for one in calls.journal] == ["/sim/v1/events", "/sim/v1/events?cursor=more"]
