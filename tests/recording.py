"""How cassettes are recorded and matched: shared by conftest.py (which replays) and record.py (which records)."""

import functools
import hashlib
import json
from pathlib import Path
from typing import Any

import vcr

import cassettes_as_json

CASSETTES = Path(__file__).parents[1] / "cassettes"
PLACE = "http://claimx.invalid/v1"
"""The address that stands in cassettes in place of the real one."""


def scrub_request(request: Any) -> Any:
    """The request without its host and port."""
    request.uri = PLACE + request.path.partition("/v1")[2]
    return request


@functools.lru_cache(maxsize=8192)
def _question(body: bytes) -> str:
    asked = json.loads(body or b"{}")
    key = json.dumps([asked.get("model"), asked.get("messages")], sort_keys=True)
    return hashlib.sha256(key.encode()).hexdigest()


def same_question(asked: Any, recorded: Any) -> None:
    """Match on the model and the messages: the schema has a test of its own."""
    bodies = [b if isinstance(b, bytes) else (b or "").encode() for b in (asked.body, recorded.body)]
    assert _question(bodies[0]) == _question(bodies[1]), "another model or other messages"


def configured(recorder: vcr.VCR) -> vcr.VCR:
    """`recorder` with our form of cassettes and our matcher."""
    recorder.register_serializer("yaml", cassettes_as_json)
    recorder.register_matcher("question", same_question)
    return recorder


SETTINGS: dict[str, Any] = {
    "serializer": "yaml",
    "match_on": ["method", "path", "question"],
    "decode_compressed_response": True,
    "before_record_request": scrub_request,
}
