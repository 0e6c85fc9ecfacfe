"""`claimx names`: what may be one name is proposed, in the form in which a user hands it back."""

from pathlib import Path

from builders import make_claim
from claimx.names import Aliases
from commands import claimx


def test_proposals_are_an_alias_file_and_what_was_compared_is_never_proposed(tmp_path):
    claims = [
        make_claim(method="Sparse Adapter"),
        make_claim(method="Sparse Adapters", baselines=["Sparse Adapterz"]),
    ]
    run = tmp_path / "claims.jsonl"
    run.write_text("".join(claim.model_dump_json() + "\n" for claim in claims), encoding="utf-8")
    result = claimx("names", run)
    assert result.exit_code == 0
    (tmp_path / "aliases.toml").write_text(result.stdout, encoding="utf-8")
    assert '"Sparse Adapter"' in result.stdout
    assert "pairs of names that may be one, among 4" in result.stderr
    Aliases.read(Path(tmp_path / "aliases.toml"))
