"""What the pages say of a post they do not take: why, in plain words, and the way back."""

import pytest
from flask.testing import FlaskClient

from fixtures.app import csrf_token

LONG = "页面停留太久"
NOT_OURS = "没有带本站页面的安全码"
NOT_THIS = "安全码不对"


def test_a_post_without_a_token_is_not_said_to_come_late(client: FlaskClient) -> None:
    client.get("/verify/")
    answer = client.post("/verify/file", data={})
    assert answer.status_code == 400
    assert NOT_OURS in answer.text
    assert LONG not in answer.text


def test_a_post_with_a_wrong_token_is_told_so(client: FlaskClient) -> None:
    client.get("/verify/")
    answer = client.post("/verify/file", data={"csrf_token": "x"})
    assert NOT_THIS in answer.text
    assert LONG not in answer.text


def test_a_post_whose_stay_is_over_is_told_to_have_come_late(client: FlaskClient) -> None:
    token = csrf_token(client.get("/verify/").text)
    client.delete_cookie("cx_session")
    answer = client.post("/verify/file", data={"csrf_token": token})
    assert LONG in answer.text
    assert NOT_OURS not in answer.text


def test_a_refused_post_offers_the_page_it_came_from(client: FlaskClient) -> None:
    client.get("/verify/")
    assert 'href="/verify/"' in client.post("/verify/file", data={}).text
    answer = client.post("/verify/ABCD/file", data={})
    assert 'href="/verify/ABCD"' in answer.text


def test_an_upload_over_the_limit_says_the_limit_and_the_way_back(client: FlaskClient) -> None:
    kind = "multipart/form-data; boundary=b"
    body = b"0" * (11 * 1024 * 1024)
    answer = client.post("/verify/file", data=body, content_type=kind)
    assert answer.status_code == 413
    assert "最多 10 MB" in answer.text
    assert 'href="/verify/"' in answer.text


@pytest.mark.parametrize("path", ["/", "/verify/", "/nowhere"])
def test_a_host_that_is_not_ours_gets_no_page(client: FlaskClient, path: str) -> None:
    answer = client.get(path, headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert "不在您输入的网址上" in answer.text
    assert "evil.example" not in answer.text


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost"])
def test_the_machines_own_names_are_answered(client: FlaskClient, host: str) -> None:
    assert client.get("/", headers={"Host": host}).status_code == 200
