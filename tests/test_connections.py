"""Connections: which model stands behind the door, what it is called, and what is never shown."""

from __future__ import annotations

import pytest

from claimx.errors import UsageError
from claimx.models.connections import BUILTIN, connect, shown_url

KEY = "marker-key-of-this-test"
URL = "http://127.0.0.1:8080/v1"


async def test_the_built_in_model_needs_no_server_and_no_key():
    connection = connect()
    models = await connection.client.models.list()
    await connection.client.close()
    assert [model.id for model in models.data] == [BUILTIN]
    assert (connection.model, connection.place, connection.base_url) == (BUILTIN, "the built-in model", None)


def test_the_built_in_model_is_asked_in_process_also_where_a_server_is_in_the_environment(monkeypatch):
    monkeypatch.setenv("OPENAI_BASE_URL", URL)
    assert connect(BUILTIN).place == "the built-in model"


def test_a_server_that_is_named_is_asked_also_for_a_model_called_builtin():
    assert connect(BUILTIN, base_url=URL).base_url == URL


def test_what_is_given_wins_over_the_environment(monkeypatch):
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:1/v1")
    monkeypatch.setenv("OPENAI_API_KEY", "another")
    assert connect("m").base_url == "http://127.0.0.1:1/v1"
    assert connect("m").client.api_key == "another"
    given = connect("m", base_url=URL, api_key=KEY, timeout_seconds=7)
    assert (given.base_url, given.client.api_key, given.client.timeout, given.client.max_retries) == (URL, KEY, 7, 0)


def test_a_key_alone_means_openai(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    connection = connect("gpt-9")
    assert (connection.place, connection.base_url) == ("OpenAI", None)
    assert connection.client.base_url.host == "api.openai.com"


def test_a_server_that_wants_no_key_is_sent_none_of_ours():
    connection = connect("m", base_url=URL)
    assert (connection.client.api_key, connection.secrets) == ("none", ())


def test_a_model_without_a_server_says_the_three_ways_out():
    with pytest.raises(UsageError) as caught:
        connect("gpt-9")
    assert str(caught.value) == (
        "no server is named for the model gpt-9: give --base-url URL, or set OPENAI_API_KEY to use OpenAI, "
        "or use --model builtin."
    )


@pytest.mark.parametrize(
    "url",
    [
        "localhost:8080/v1",
        "ftp://127.0.0.1/v1",
        "http:///v1",
        "http://[::1/v1",
        "http://127.0.0.1:99999/v1",
        "http://127.0.0.1:port/v1",
        "file:///etc/passwd",
        "not a url",
        "http\x1b[2J://x",
    ],
)
def test_what_is_no_url_of_a_server_is_told_before_anything_is_sent(url):
    with pytest.raises(
        UsageError, match=r"is no URL of a server: give one such as http://127\.0\.0\.1:8080/v1\.$"
    ) as e:
        connect("m", base_url=url)
    assert str(e.value).isprintable()


def test_a_url_in_the_environment_is_looked_at_too(monkeypatch):
    monkeypatch.setenv("OPENAI_BASE_URL", "127.0.0.1:8080")
    with pytest.raises(UsageError, match=r"^127\.0\.0\.1:8080 is no URL"):
        connect("m")


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        (URL, URL),
        ("https://user:secret@example.org/v1?key=secret#secret", "https://example.org/v1"),
        ("http://secret@example.org:8080/v1/", "http://example.org:8080/v1/"),
        ("http://[::1]:8080/v1", "http://[::1]:8080/v1"),
        ("http://u:secret@[::1]/v1", "http://[::1]/v1"),
        ("HTTP://Example.org/v1", "http://example.org/v1"),
    ],
)
def test_a_url_is_shown_without_its_secrets(url, shown):
    assert shown_url(url) == shown


@pytest.mark.parametrize("url", ["http://user:sesame@127.0.0.1:8080/v1?key=sesame", "htp://user:sesame@127.0.0.1/v1"])
def test_neither_a_key_nor_a_password_is_shown(url):
    try:
        shown = repr(connect("m", base_url=url, api_key=KEY))
    except UsageError as problem:
        shown = str(problem)
    assert "127.0.0.1" in shown
    assert KEY not in shown
    assert "sesame" not in shown


def test_a_password_in_a_url_is_among_the_secrets():
    assert set(connect("m", base_url="http://user:ses%40me@127.0.0.1/v1", api_key=KEY).secrets) == {KEY, "ses@me"}


async def test_cassettes_are_asked_whatever_the_model(tmp_path):
    (tmp_path / "a.yaml").write_text(
        "interactions:\n- request: {json: {model: m, messages: []}}\n  response: {status: {code: 200}, json: {}}\n"
    )
    connection = connect("any", replay=tmp_path, base_url=URL)
    assert (connection.model, connection.place, connection.base_url) == ("any", f"the cassettes in {tmp_path}", None)
    await connection.client.close()


def test_an_address_that_no_client_takes_is_told(monkeypatch):
    with pytest.raises(UsageError, match="is no URL of a server"):
        connect("m", base_url="http://\u0378/v1", api_key=KEY)
