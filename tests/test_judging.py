"""What answers come to, one after the other: each is judged together with what stands already."""

from __future__ import annotations

from typing import Any

import pytest

from answered import GAIN, LONGER, PAPER, PARITY
from claimx.answers import AnsweredClaims
from claimx.judging import Answered, Judgement

BEFORE = Judgement.of(PAPER, "prompt-schema")


def answered(*claims: dict[str, Any], exchange: str = "e1", model: str = "m") -> Answered:
    return Answered(AnsweredClaims.model_validate({"claims": claims}), model, exchange)


def test_before_the_first_answer_there_is_nothing_but_open_numbers():
    assert (BEFORE.claims, BEFORE.rejected, BEFORE.doubtful) == ((), (), False)
    assert [number.role for number in BEFORE.ledger.numbers if number.text == "4.2"] == ["unaccounted"]


def test_claims_stand_in_the_order_of_the_text_each_with_the_exchange_that_brought_it():
    judged = BEFORE.adding(answered(PARITY, exchange="e1")).adding(answered(GAIN, exchange="e2", model="a\x1b[2J\nb"))
    assert [claim.metric for claim in judged.claims] == ["accuracy", "performance"]
    provenance = [claim.provenance for claim in judged.claims]
    assert [p.exchange for p in provenance] == ["e2", "e1"]
    assert {p.prompt for p in provenance} == {"prompt-schema"}
    assert [p.model for p in provenance] == ["a\\x1b[2J b", "m"]
    assert BEFORE.claims == ()


def test_what_is_refused_is_kept_in_the_order_of_the_answers():
    wrong = {**GAIN, "value": "5.3"}
    judged = BEFORE.adding(answered(wrong, exchange="e1")).adding(answered({**GAIN, "quote": "x"}, GAIN, exchange="e2"))
    assert [(r.exchange, [f.code for f in r.findings]) for r in judged.rejected] == [("e1", ["V2"]), ("e2", ["V1"])]
    assert [claim.metric for claim in judged.claims] == ["accuracy"]


def test_the_same_claim_told_again_is_no_second_one():
    judged = BEFORE.adding(answered(GAIN, PARITY))
    assert judged.adding(answered(GAIN, exchange="e2")) == judged


@pytest.mark.parametrize(
    ("votes", "stays", "told"),
    [
        ([], True, None),
        ([answered(GAIN)], True, "1 of 1 further answers agree"),
        ([answered(GAIN), answered()], False, "1 of 2 further answers agree"),
        ([answered(), answered(GAIN), answered(GAIN)], True, "2 of 3 further answers agree"),
    ],
)
def test_a_doubtful_claim_is_decided_by_votes_where_there_are_any(votes, stays, told):
    judged = BEFORE.adding(answered(LONGER, PARITY))
    assert judged.doubtful
    decided = judged.put_to_vote(votes)
    assert [claim.metric for claim in decided.claims] == (["accuracy"] if stays else []) + ["performance"]
    found = [f.message for one in (*decided.claims, *decided.rejected) for f in one.findings if f.code == "VOTE"]
    assert found == ([told] if told else [])
