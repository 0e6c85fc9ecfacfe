"""A real question of claimx: an invented paper, the prompt for small contexts, and the schema of claims."""

from __future__ import annotations

from collections.abc import Iterable

from claimx.answers import AnsweredClaims
from claimx.checks import audit
from claimx.claims import Claim, Provenance
from claimx.errors import ModelError
from claimx.grounding import Grounding, ground
from claimx.models.client import Answer, Client
from claimx.models.doctor.probing import Outcome, Probe, Prober
from claimx.models.doctor.room import PAPER
from claimx.models.exchanges import Attempt, Usage
from claimx.models.failures import scrubbed
from claimx.models.modes import ModeChoice, ModeName
from claimx.models.sending import Sender
from claimx.printable import one_line
from claimx.prompts import Prompt

__all__ = ["ask_for_claims"]


async def ask_for_claims(
    prober: Prober, mode: ModeName, prompt: Prompt, *, max_tokens: int | None, temperature: float | None
) -> tuple[Probe, ModelError | None]:
    """Whether claims come back in `mode` and stand; and why there was no answer of the schema, where there was none."""
    connection = prober.connection
    client = Client(
        connection,
        sender=Sender(connection, retries=0),
        modes=ModeChoice(mode),
        max_tokens=max_tokens,
        temperature=temperature,
        deadline_seconds=2 * connection.timeout_seconds,
    )
    try:
        answer = await client.ask(prompt.messages(PAPER), AnsweredClaims, paper_id=PAPER.id)
    except ModelError as problem:
        attempts = [attempt for attempt in problem.attempts if isinstance(attempt, Attempt)]
        lost: Outcome = "unknown" if problem.kind in ("rate_limited", "timeout", "unreachable") else "no"
        return _told(prober, mode, attempts, lost, f"{problem.kind}: {scrubbed(str(problem))}"), problem
    given, standing = len(answer.value.claims), _standing(answer)
    seen = f"{given} {'claim' if given == 1 else 'claims'}, of which {standing} stand: grounded and past the checks"
    return _told(prober, mode, answer.attempts, "yes" if standing else "partly", seen), None


def _told(prober: Prober, mode: ModeName, attempts: Iterable[Attempt], outcome: Outcome, seen: str) -> Probe:
    listed = list(attempts)
    usage = Usage.total(attempt.usage for attempt in listed)
    prober.count(len(listed), usage)
    seconds = round(sum(attempt.seconds or 0.0 for attempt in listed), 3)
    again = f", at request {len(listed)}" if len(listed) > 1 else ""
    return Probe(
        name=f"claims in {mode}", outcome=outcome, seen=seen + again, seconds=seconds, tokens=usage.total_tokens
    )


def _standing(answer: Answer[AnsweredClaims]) -> int:
    """How many claims stand in the abstract, with their numbers, and are refused by no check."""
    reading = Grounding.of(PAPER)
    provenance = Provenance(model=one_line(answer.model), prompt="doctor", exchange=answer.exchange, snapshot=None)
    grounded = [ground(claim, reading, provenance) for claim in answer.value.claims]
    audited = audit([claim for claim in grounded if isinstance(claim, Claim)], PAPER)
    return sum(all(finding.severity != "reject" for finding in claim.findings) for claim in audited)
