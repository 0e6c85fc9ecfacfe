"""What the tests share: the cassettes' form and place, and settings free of the machine's own."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import vcr

from recording import CASSETTES, SETTINGS, configured
from servers.faulty import Faulty, misbehaving
from servers.running import serving

ROOT = Path(__file__).parents[1]
EXAMPLES = sorted((ROOT / "examples").glob("daily_papers_*.txt"))
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="module")
def vcr_cassette_dir() -> str:
    """The one folder of all cassettes."""
    return str(CASSETTES)


@pytest.fixture(scope="session")
def vcr_config() -> dict[str, Any]:
    return SETTINGS


def pytest_recording_configure(config: pytest.Config, vcr: vcr.VCR) -> None:
    configured(vcr)


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    import os

    for name in [n for n in os.environ if n.startswith(("CLAIMX_", "OPENAI_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("CLAIMX_SUMMARY", "false")  # asked for where a test is about it
    monkeypatch.setenv("CLAIMX_CACHE", str(tmp_path_factory.mktemp("cache")))  # what is known of servers


@pytest.fixture(scope="session")
def served() -> Iterator[str]:
    """The base URL of a real `claimx serve`, in a process of its own."""
    with serving() as base_url:
        yield base_url


@pytest.fixture
def faulty() -> Iterator[Faulty]:
    """A server that answers to order, faults and all."""
    with misbehaving() as server:
        yield server


@pytest.fixture
def examples() -> list[Path]:
    """The example snapshots."""
    return EXAMPLES


@pytest.fixture
def shared() -> Path:
    """The folder of development data beside the checkout; skips where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("the development data beside the checkout is absent")
    return SHARED
