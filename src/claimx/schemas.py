"""The JSON Schemas of claimx, made from its types; the files in `schemas/` are these, held current by a test."""

from __future__ import annotations

import json

from pydantic import BaseModel

from claimx.answers import AnsweredClaims
from claimx.claims import Claim, Delta, Evidence, Finding, ModelSize, Rejected
from claimx.errors import UsageError
from claimx.extraction import Failure
from claimx.ledger import Ledger
from claimx.papers import Paper

__all__ = ["SCHEMAS", "schema_text"]

SCHEMAS: dict[str, type[BaseModel]] = {
    "paper": Paper,
    "claim": Claim,
    "delta": Delta,
    "model_size": ModelSize,
    "evidence": Evidence,
    "finding": Finding,
    "rejected": Rejected,
    "ledger": Ledger,
    "failure": Failure,
    "answer": AnsweredClaims,
}
"""Name of a schema -> the type it is of: what lines of a run folder hold, and `answer`, what a model is asked for."""


def schema_text(name: str) -> str:
    """The schema `name` as indented JSON text, with a line break at the end. UsageError for a name that there is
    not.
    """
    if name not in SCHEMAS:
        raise UsageError(f"there is no schema {name!r}: name one of {', '.join(SCHEMAS)}.")
    kind = SCHEMAS[name]
    mode = "validation" if kind is AnsweredClaims else "serialization"
    body = kind.model_json_schema(mode=mode)  # type: ignore[arg-type]
    dialect = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return json.dumps({**dialect, **body}, indent=2, ensure_ascii=False) + "\n"
