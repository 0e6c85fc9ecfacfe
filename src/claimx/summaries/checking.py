"""Whether a sentence says what the claims say that it cites, and no more: decided by rules alone, never by a model.

A sentence is read as pieces that each say one thing. Each piece must be borne out by a cited claim as a whole: the
method in front, what it is compared with behind `than` or `over`, the metric, the benchmarks, the direction, and each
number with its unit, its bound and its place (by how much, from where, to where). So a right number beside a wrong
name is a wrong number. Counts, medians and ends of ranges are computed again over the cited claims. A word that is not
on the list of a summary's words may say what cannot be checked, and is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from claimx.phrases import AnsweredSentence
from claimx.printable import one_line
from claimx.summaries.bearing import bearing_out
from claimx.summaries.computing import count, counted_by, is_extreme, is_of_group, narrowed
from claimx.summaries.mentions import Mention
from claimx.summaries.readings import Reading, Token
from claimx.summaries.rivals import without_a_rival
from claimx.summaries.roles import Role, role_of
from claimx.summaries.scopes import Entry, Scope
from claimx.summaries.statements import Statement, statements
from claimx.summaries.wording import strange
from claimx.summaries.words import COUNTED, GREATEST, LEAST, OF_CHANGE

__all__ = ["Checked", "Figure", "checked"]

_FUNCTIONS: dict[Role, Literal["median", "minimum", "maximum"]] = {
    "median": "median",
    "least": "minimum",
    "greatest": "maximum",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of a sentence, and where it comes from."""

    text: str
    """As the sentence writes it."""
    function: Literal["none", "count", "median", "minimum", "maximum"]
    """none where a claim has it as it stands."""
    claims: tuple[str, ...]
    """Ids of the claims that have it, or that it is computed over."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A sentence that was checked: the claims that bear it out, or why it does not hold."""

    text: str
    """The sentence on one line."""
    claims: tuple[str, ...] = ()
    """Ids of the claims that bear it out, in their own order."""
    figures: tuple[Figure, ...] = ()
    """Every number of the sentence."""
    problems: tuple[str, ...] = ()
    """What is wrong, for the model to mend; nothing where it holds."""

    @property
    def holds(self) -> bool:
        """Whether the sentence may stand."""
        return not self.problems


def checked(sentence: AnsweredSentence, scope: Scope) -> Checked:
    """The sentence, held against the claims of `scope` that it cites."""
    text = one_line(sentence.text)
    text += "" if text.endswith(".") else "."
    cited = scope.cited(sentence.claims)
    if not cited:
        return Checked(text, problems=("it cites no row that exists",))
    reading = Reading.of(text, cited)
    if problems := tuple(dict.fromkeys(strange(reading.tokens, cited))):
        return Checked(text, problems=problems)
    said = statements(reading)
    told = {figure.text.lower(): figure.field for figure in sentence.figures if figure.function == "count"}
    counting = counted_by(said, told)
    held = [_held(statement, counting, cited) for statement in said]
    if problems := tuple(f"{h.problem} (in: {s.words()})" for h, s in zip(held, said, strict=True) if h.problem):
        return Checked(text, problems=problems)
    used = {entry.outline.id for h in held for entry in h.bearing}
    figures = tuple(figure for h in held for figure in h.figures)
    return Checked(text, tuple(e.claim.id for e in cited if e.outline.id in used), figures)


@dataclass(frozen=True, slots=True)
class _Held:
    """A statement held against the cited claims: those that bear it out, or the problem."""

    bearing: tuple[Entry, ...] = ()
    figures: tuple[Figure, ...] = ()
    problem: str = ""


def _held(said: Statement, counting: Mapping[int, str], cited: Sequence[Entry]) -> _Held:
    roles = {i: role_of(said.tokens, i) for i in said.numbers()}
    plain = [i for i, role in roles.items() if i not in counting and role not in _FUNCTIONS]
    entries, problem = bearing_out(said, plain, cited, is_computed=len(plain) < len(roles))
    if problem is None:
        problem = next(_problems(said, entries, plain, counting, roles), None)
    if problem is not None:
        return _Held(problem=problem)
    return _Held(tuple(entries), tuple(_figures(said, entries, counting, roles)))


def _problems(
    said: Statement,
    entries: Sequence[Entry],
    plain: Sequence[int],
    counting: Mapping[int, str],
    roles: Mapping[int, Role],
) -> Iterator[str]:
    """What is wrong though claims bear the statement out: what is computed, superlatives, lists, comparators."""
    for i, role in roles.items():
        text, number = said.tokens[i].text, said.tokens[i].number
        if i in counting:
            counted = count(narrowed(said.tokens, i, entries), counting[i])
            if number is None or number.value != counted:
                yield f"{text!r} is not the count: the cited rows that fit are of {counted} {counting[i]}"
        elif role in _FUNCTIONS and not is_of_group(said.tokens, i, role, entries):
            yield f"{text!r} is not the {_FUNCTIONS[role]} of all exact values of one group"
    yield from _superlatives(said, entries, plain)
    yield from _lists(said)
    if (word := without_a_rival(said.tokens, said.piece.start, said.piece.end)) is not None:
        yield f"{word!r} is not followed by a baseline of a cited row"


def _figures(
    said: Statement, entries: Sequence[Entry], counting: Mapping[int, str], roles: Mapping[int, Role]
) -> Iterator[Figure]:
    for i, role in roles.items():
        text = said.tokens[i].text
        if i in counting:
            yield Figure(text, "count", _ids(narrowed(said.tokens, i, entries)))
        elif role in _FUNCTIONS:
            yield Figure(text, _FUNCTIONS[role], _ids([entry for entry in entries if entry.exact]))
        else:
            yield Figure(text, "none", _ids(entries))


def _superlatives(said: Statement, entries: Sequence[Entry], plain: Sequence[int]) -> Iterator[str]:
    """Superlatives of what is not the greatest or the least of its whole group."""
    for greatest, listed in ((True, GREATEST), (False, LEAST)):
        for i in said.piece.indices("word"):
            word, following = said.tokens[i].text, said.tokens[i + 1 : i + 2]
            of_value = any(t.is_word(OF_CHANGE | set(COUNTED)) or _is_metric(t) for t in following)
            extreme = len(plain) == 1 and all(is_extreme(entry, greatest=greatest) for entry in entries)
            if word in listed and not (of_value and extreme):
                yield f"{word!r} is said of what is not the {word} exact value of its whole group"


def _is_metric(token: Token) -> bool:
    return token.mention is not None and "metric" in token.mention.slots()


def _lists(said: Statement) -> Iterator[str]:
    """`both` before what are not two names, and names that a list has twice."""
    tokens = said.tokens
    for i in range(said.piece.start, said.piece.end):
        if tokens[i].is_word("both"):
            names = [t for t in tokens[i + 1 : i + 8] if not t.is_word({"on", "over", "the", "a", "an"})][:4]
            kinds = ["and" if t.is_word("and") else t.kind for t in names]
            if kinds[:3] != ["name", "and", "name"] or kinds[3:] == ["and"]:
                yield "'both' is not followed by two names"
        if _is_twice(tokens[i : i + 3]):
            yield f"{tokens[i].text!r} is named twice"


def _is_twice(tokens: Sequence[Token]) -> bool:
    """Whether these are one name, `and`, and the same name."""
    match [(token.mention, token.text.casefold()) for token in tokens]:
        case [(Mention(), first), (None, "and" | "or"), (Mention(), second)]:
            return first == second
    return False


def _ids(entries: Sequence[Entry]) -> tuple[str, ...]:
    return tuple(entry.claim.id for entry in entries)
