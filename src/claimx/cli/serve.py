"""`claimx serve`: the built-in model, or cassettes, as an OpenAI-compatible server on this machine."""

from __future__ import annotations

import errno
import socket
from typing import Annotated

import typer

from claimx.cli.options import Quiet, Replay

_KEPT_SECONDS = 65
"""How long an idle connection stays open: longer than clients keep theirs, so that none is closed under a request."""


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("serve")(serve)


def serve(
    host: Annotated[str, typer.Option(help="The address to listen on; this machine's own unless named.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port; 0 takes a free one.")] = 8080,
    replay: Replay = None,
    quiet: Quiet = False,
) -> None:
    """Serve the built-in model, or a folder of cassettes, to any OpenAI client.

    Example: claimx serve --port 8080, then claimx run page.txt --base-url http://127.0.0.1:8080/v1 -m builtin
    """
    import uvicorn

    if replay is None:
        from claimx.builtin.app import builtin_app

        app = builtin_app()
    else:
        from claimx.models.replay import replaying_app

        app = replaying_app(replay)
    with _listener(host, port) as listener:
        if not quiet:
            _announce(*listener.getsockname()[:2])
        config = uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            timeout_keep_alive=_KEPT_SECONDS,
            timeout_graceful_shutdown=5,
        )
        try:
            uvicorn.Server(config).run(sockets=[listener])
        except KeyboardInterrupt:  # the way to stop it; there is nothing to go on with
            raise typer.Exit(130) from None


def _listener(host: str, port: int) -> socket.socket:
    """A socket on that address. ClaimxError where it cannot be listened on."""
    from claimx.errors import ClaimxError
    from claimx.printable import escaped

    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)  # so named, asyncio sets TCP_NODELAY
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(socket.SOMAXCONN)
    except (OSError, UnicodeError) as problem:
        listener.close()
        place, why = escaped(f"{host}:{port}"), getattr(problem, "strerror", None) or "no address"
        option = "--port" if getattr(problem, "errno", None) in (errno.EADDRINUSE, errno.EACCES) else "--host"
        raise ClaimxError(f"{place} cannot be listened on ({why}): choose another {option}.") from None
    return listener


def _announce(address: str, port: int) -> None:
    """Where it listens, on stderr, and a warning where that is open to other machines."""
    from ipaddress import ip_address

    shown = f"[{address}]" if ":" in address else address
    typer.echo(f"serving on http://{shown}:{port}/v1", err=True)
    if not ip_address(address.partition("%")[0]).is_loopback:
        typer.echo(f"claimx: {shown} can be reached from other machines, and there is no key.", err=True)
