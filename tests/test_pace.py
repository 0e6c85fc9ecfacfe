"""A pace is kept in every minute, whenever the minute begins, and what was not used is free again."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimx.models.pace import Pace, Spent

HAIR = 1e-6
"""Moments that differ by less are the same: the sums of floats are not exact."""


def spent_one_after_another(pace: Pace, units: list[float], gaps: list[float]) -> list[Spent]:
    """Each spending as soon as the pace allows it, but not before it arrives, `gap` seconds after the one before."""
    clock, arrival, all_spent = 0.0, 0.0, []
    for amount, gap in zip(units, gaps, strict=True):
        arrival += gap
        clock = max(clock, arrival)
        while (ready := pace.ready_at(amount, clock)) > clock:
            clock = ready
        all_spent.append(pace.spend(amount, clock))
    return all_spent


def most_in_a_minute(all_spent: list[Spent]) -> float:
    """The largest sum of any sixty seconds; the worst minute begins with a spending."""
    return max(
        sum(spent.units for spent in all_spent if begin.at <= spent.at < begin.at + 60 - HAIR) for begin in all_spent
    )


gaps = st.lists(st.sampled_from([0.0, 0.0, 0.0, 0.1, 1.0, 7.3, 30.0, 59.9, 60.0, 200.0]), min_size=1, max_size=80)


@given(gaps=gaps, rpm=st.one_of(st.integers(1, 40), st.floats(1, 40)))
def test_requests_keep_the_pace_in_any_minute_and_their_distance(gaps, rpm):
    all_spent = spent_one_after_another(Pace(rpm), [1.0] * len(gaps), gaps)
    assert most_in_a_minute(all_spent) <= rpm
    moments = [spent.at for spent in all_spent]
    assert all(late - early >= 60 / rpm - HAIR for early, late in itertools.pairwise(moments))


@given(data=st.data(), gaps=gaps, tpm=st.sampled_from([1000, 4096, 90_000]))
def test_tokens_keep_the_pace_in_any_minute(data, gaps, tpm):
    units = data.draw(st.lists(st.integers(0, tpm), min_size=len(gaps), max_size=len(gaps)))
    assert most_in_a_minute(spent_one_after_another(Pace(tpm), units, gaps)) <= tpm


@pytest.mark.parametrize("rpm", [0.5, 6, 7, 60, 1000])
def test_as_many_as_the_pace_allows_are_spent_where_many_wait(rpm):
    all_spent = spent_one_after_another(Pace(rpm), [1.0] * 200, [0.0] * 200)
    assert all_spent[-1].at == pytest.approx(199 * 60 / rpm, rel=0.01)


def test_what_is_larger_than_the_pace_goes_alone_and_is_waited_out():
    first, large, last = spent_one_after_another(Pace(100), [10, 300, 10], [0, 0, 0])
    assert large.at - first.at == pytest.approx(60)
    assert last.at - large.at == pytest.approx(180)


def test_what_was_not_used_is_free_again():
    pace = Pace(100)
    spent = pace.spend(100, 0.0)
    assert pace.ready_at(50, 2.0) == pytest.approx(60)
    pace.correct(spent, 10, 2.0)
    assert pace.ready_at(50, 2.0) == pytest.approx(6)
    assert pace.ready_at(95, 2.0) == pytest.approx(60)


def test_what_was_used_beyond_the_estimate_is_waited_for():
    pace = Pace(100)
    pace.correct(pace.spend(0, 0.0), 50, 2.0)
    assert pace.ready_at(10, 2.0) == pytest.approx(30)


def test_a_correction_after_more_than_a_minute_changes_no_later_minute():
    pace = Pace(100)
    old = pace.spend(90, 0.0)
    pace.spend(90, 100.0)
    pace.correct(old, 10, 101.0)
    assert pace.ready_at(20, 101.0) == pytest.approx(160)


def test_nonsense_that_a_server_tells_stops_nobody_for_good():
    pace = Pace(100)
    pace.correct(pace.spend(1, 0.0), 10**18, 1.0)
    assert pace.ready_at(1, 1.0) <= 61
    pace.correct(pace.spend(50, 100.0), -(10**18), 101.0)
    pace.spend(60, 101.0)
    assert pace.ready_at(60, 140.0) == pytest.approx(160)


@given(data=st.data(), gaps=gaps)
def test_what_was_really_used_keeps_the_pace_where_estimates_are_high(data, gaps):
    pace, clock, all_spent = Pace(1000), 0.0, []
    for gap in gaps:
        clock += gap
        estimate = data.draw(st.integers(0, 1000))
        while (ready := pace.ready_at(estimate, clock)) > clock:
            clock = ready
        all_spent.append(pace.spend(estimate, clock))
        clock += data.draw(st.sampled_from([0.0, 5.0, 70.0]))
        answered = data.draw(st.sampled_from(all_spent))
        pace.correct(answered, data.draw(st.integers(0, int(answered.units))), clock)
    assert most_in_a_minute(all_spent) <= 1000
