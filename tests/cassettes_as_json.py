"""The form of our cassettes: bodies as YAML values that people can read, and no header that could hold a key, a host
or a date.

What many requests share (the system message, the schema) is written once and referred to by a YAML alias.
"""

import json
from typing import Any

import yaml

_HEADERS = {"content-type", "retry-after", "retry-after-ms"}


def serialize(cassette: dict[str, Any]) -> str:
    """A cassette of vcrpy as text."""
    shared: dict[str, Any] = {}
    interactions = [_written(interaction, shared) for interaction in cassette["interactions"]]
    return yaml.dump(
        {"interactions": interactions, "version": 1},
        Dumper=getattr(yaml, "CSafeDumper", yaml.SafeDumper),
        sort_keys=False,
        allow_unicode=True,
        width=120,
    )


def deserialize(text: str) -> dict[str, Any]:
    """A cassette for vcrpy from its text."""
    cassette: dict[str, Any] = yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    for interaction in cassette["interactions"]:
        request, response = interaction["request"], interaction["response"]
        request["body"] = json.dumps(request.pop("json")) if "json" in request else None
        body = json.dumps(response.pop("json")) if "json" in response else response.pop("text", "")
        response["body"] = {"string": body}
    return cassette


def _written(interaction: dict[str, Any], shared: dict[str, Any]) -> dict[str, Any]:
    request, response = dict(interaction["request"]), dict(interaction["response"])
    body = request.pop("body", None)
    request["headers"] = _kept(request.get("headers"))
    if body:
        asked = json.loads(body)
        asked["messages"] = [_once(m, shared) if m["role"] == "system" else m for m in asked.get("messages", [])]
        if "response_format" in asked:
            asked["response_format"] = _once(asked["response_format"], shared)
        request["json"] = asked
    text = response.pop("body")["string"]
    text = text.decode() if isinstance(text, bytes) else text
    try:
        response["json"] = json.loads(text)
    except ValueError:
        response["text"] = text
    response["headers"] = _kept(response.get("headers"))
    return {"request": request, "response": response}


def _once(value: Any, shared: dict[str, Any]) -> Any:
    return shared.setdefault(json.dumps(value, sort_keys=True), value)


def _kept(headers: Any) -> dict[str, list[str]]:
    pairs = dict(headers or {})
    return {
        k.lower(): list(v) if isinstance(v, list | tuple) else [v] for k, v in pairs.items() if k.lower() in _HEADERS
    }
