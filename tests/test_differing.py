"""What differs, told: for people in lines, for programs in values."""

from __future__ import annotations

import json

from builders import make_claim, make_paper
from claimx.claims import Claim, Delta
from claimx.differences import diff
from claimx.reports.differing import difference_json, difference_text
from commands import PAGE, claimx
from test_differences import ALL, GAIN, PARITY, SPEED, altered


def test_new_gone_and_changed_claims_are_marked_under_their_paper():
    after = [altered(GAIN, delta=Delta(kind="change", low=4.3, high=4.3, unit="points", direction="increase")), PARITY]
    text = difference_text(diff([GAIN, SPEED], after))
    assert text == (
        "Tamarack: Sparse Adapters\n"
        "  + Tamarack | accuracy on MMLU | on par\n"
        "  - Tamarack | training speed | up to 9.1×\n"
        "  ~ Tamarack | accuracy on GSM8K | +4.3 points against LoRA\n"
        "      delta: +4.2 points (change, increase) -> +4.3 points (change, increase)\n"
        "claims of papers on both sides: 0 the same, 1 changed, 1 new, 1 gone\n"
        "agreement: 0.500 on what is claimed, 0.000 in every field (2 x shared / all claims)\n"
        "papers on one side only: 0 new, 0 gone\n"
    )


def test_papers_on_one_side_are_told_with_the_number_of_their_claims():
    other = make_claim(make_paper("Oxbow: Two-Bit Weights"))
    text = difference_text(diff([GAIN], [other]))
    assert "+ Oxbow: Two-Bit Weights: 1 claim\n- Tamarack: Sparse Adapters: 1 claim\n" in text
    assert "agreement" not in text


def test_hostile_names_cannot_steer_a_terminal():
    text = difference_text(diff([], [altered(GAIN, method="\x1b[2J\u202egone\n")], papers_before={GAIN.paper_id: ""}))
    assert all(line.isprintable() for line in text.splitlines())


def test_values_hold_whole_claims_that_can_be_read_back():
    told = json.loads(json.dumps(difference_json(diff([SPEED], ALL))))
    assert [Claim.model_validate(c) for c in told["new"]] == [GAIN, PARITY]
    assert told["agreement"] == {"found_by_both": 0.5, "alike": 0.5}


def test_the_command_compares_two_runs_and_two_files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "page.txt").write_text(PAGE, encoding="utf-8")
    for out in ("one", "two"):
        assert claimx("run", "page.txt", "-o", out, "-q").exit_code == 0
    lines = (tmp_path / "two" / "claims.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    (tmp_path / "fewer.jsonl").write_text("".join(lines[1:]), encoding="utf-8")
    assert "0 changed, 0 new, 0 gone" in claimx("diff", "one", "two").stdout
    assert "0 changed, 0 new, 1 gone" in claimx("diff", "one", "fewer.jsonl").stdout
    assert json.loads(claimx("diff", "fewer.jsonl", "-", "--json", stdin="".join(lines)).stdout)["new"]
    assert claimx("diff", "-", "-").exit_code == 2
    assert "no-such" in claimx("diff", "no-such", "one").stderr
