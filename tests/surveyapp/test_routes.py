"""Every route has a declared role, and looking at a page changes nothing."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from surveyapp.web.roles import DECLARED


def _paths(app: Flask) -> list[str]:
    rules = [r for r in app.url_map.iter_rules() if "GET" in (r.methods or set())]
    return [r.rule for r in rules if r.endpoint != "static" and not r.arguments]


def test_every_route_belongs_to_a_blueprint_with_declared_roles(sqlite_app: Flask) -> None:
    for rule in sqlite_app.url_map.iter_rules():
        if rule.endpoint == "static":
            continue
        assert "." in rule.endpoint, f"{rule.rule} has no blueprint"
        assert rule.endpoint.split(".")[0] in DECLARED, f"{rule.rule} has no declared role"


def test_a_stranger_sees_no_desk(sqlite_app: Flask, client: FlaskClient) -> None:
    guarded = [
        rule
        for rule in sqlite_app.url_map.iter_rules()
        if rule.endpoint != "static" and DECLARED[rule.endpoint.split(".")[0]] is not None
    ]
    assert guarded
    for rule in guarded:
        arguments = dict.fromkeys(rule.arguments, 1)
        with sqlite_app.test_request_context():
            path = sqlite_app.url_for(rule.endpoint, **arguments)
        for method in (rule.methods or set()) & {"GET", "POST"}:
            answer = client.open(path, method=method)
            assert answer.status_code in {302, 400, 404}, f"{method} {path}"
            if answer.status_code == 302:
                assert answer.location.startswith("/sign-in")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_without_arguments_answers_without_a_fault(
    sqlite_app: Flask, client: FlaskClient, language: str
) -> None:
    for path in _paths(sqlite_app):
        answer = client.get(path, query_string={"lang": language})
        assert answer.status_code < 500, path
        policy = answer.headers["Content-Security-Policy"]
        assert "unsafe-inline" not in policy
        assert "default-src 'self'" in policy


def test_unknown_addresses_get_a_plain_page_in_the_readers_language(client: FlaskClient) -> None:
    assert "没有找到" in client.get("/no-such-page").text
    page = client.get("/no-such-page?lang=en")
    assert page.status_code == 404
    assert '<html lang="en">' in page.text


def test_a_method_that_a_page_does_not_take_is_refused(client: FlaskClient) -> None:
    for method in ("PUT", "DELETE", "PATCH", "TRACE"):
        assert client.open("/", method=method).status_code == 405
