"""A client as the settings say: its connection, what it may send at once, and how it asks for structure."""

from __future__ import annotations

from claimx.models import known
from claimx.models.breaker import Breaker
from claimx.models.budgets import Budget
from claimx.models.client import Client
from claimx.models.connections import connect
from claimx.models.limits import Limits
from claimx.models.modes import ModeChoice, ModeName
from claimx.models.sending import Sender
from claimx.settings import Settings

__all__ = ["open_client"]


def open_client(settings: Settings, *, mode: ModeName | None = None) -> Client:
    """The door to the model that `settings` name; nothing is sent yet. UsageError where they make no sense.

    `mode` is the way to ask for structure that has worked before in the same run; else what is remembered of the
    server counts.
    """
    connection = connect(
        settings.model,
        base_url=settings.base_url,
        replay=settings.replay,
        key_file=settings.key_file,
        timeout_seconds=settings.timeout_seconds,
    )
    adaptive = not connection.in_process
    limits = Limits(settings.concurrency, rpm=settings.rpm, tpm=settings.tpm, adaptive=adaptive)
    sender = Sender(
        connection,
        limits=limits,
        breaker=Breaker(connection.place, patience=settings.patience_seconds),
        retries=settings.retries,
        patience_seconds=settings.patience_seconds,
    )
    if mode is None and adaptive and (found := known.recall(connection.place, connection.model)) is not None:
        mode = found.mode
    wanted = "json_schema" if connection.in_process and settings.mode == "auto" else settings.mode
    return Client(
        connection,
        sender=sender,
        modes=ModeChoice(wanted, mode),
        budget=Budget.of(settings),
        max_tokens=settings.max_tokens,
        temperature=settings.temperature,
        deadline_seconds=settings.deadline_seconds,
    )
