"""Agreement of independent answers."""

from builders import make_claim
from claimx.agreement import agree, voted
from claimx.claims import Claim, Delta


def _doubtful(**changes: object) -> Claim:
    return make_claim().model_copy(update={"confidence": "doubtful", **changes})


def _with_delta(claim: Claim, **changes: object) -> Claim:
    return claim.model_copy(update={"delta": claim.delta.model_copy(update=changes)})


def test_claims_with_the_same_numbers_direction_and_method_agree() -> None:
    claim = make_claim()
    assert agree(claim, claim)
    assert agree(claim, claim.model_copy(update={"metric": "another word for it"}))


def test_another_number_direction_or_owner_disagrees() -> None:
    claim = make_claim()
    assert not agree(claim, _with_delta(claim, low=77.0, high=77.0))
    assert not agree(
        claim, _with_delta(claim, direction="decrease" if claim.delta.direction != "decrease" else "increase")
    )
    assert not agree(claim, claim.model_copy(update={"method": "someone else", "metric": "something else"}))


def test_words_agree_only_where_they_rest_on_the_same_words() -> None:
    here = make_claim().model_copy(
        update={"delta": Delta(kind="qualitative", direction="increase"), "quantified": False}
    )
    moved = here.evidence.model_copy(update={"start": here.evidence.start + 500, "end": here.evidence.end + 500})
    assert agree(here, here)
    assert not agree(here, here.model_copy(update={"evidence": moved}))


def test_a_doubtful_claim_stays_where_most_further_answers_hold_it() -> None:
    claim = _doubtful()
    kept, refused = voted([claim], [[claim], [claim], []])
    assert refused == []
    assert [finding.message for finding in kept[0].findings if finding.code == "VOTE"] == [
        "2 of 3 further answers agree"
    ]


def test_a_doubtful_claim_goes_where_half_or_fewer_hold_it() -> None:
    claim = _doubtful()
    kept, refused = voted([claim], [[claim], []])
    assert kept == []
    assert refused[0].findings[-1].severity == "reject"
    assert refused[0].quote == claim.evidence.quote


def test_a_claim_without_doubt_is_not_put_to_the_vote() -> None:
    claim = make_claim()
    assert voted([claim], [[], []]) == ([claim], [])
