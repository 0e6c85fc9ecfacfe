"""`claimx serve`: the built-in model, or cassettes, as an OpenAI-compatible server on this machine."""

from __future__ import annotations

from typing import Annotated

import typer

from claimx.cli.options import Quiet, Replay


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("serve")(serve)


def serve(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port; 0 takes a free one.")] = 8080,
    replay: Replay = None,
    quiet: Quiet = False,
) -> None:
    """Serve the built-in model, or a folder of cassettes, to any OpenAI client.

    Example: claimx serve --port 8080, then claimx run page.txt --base-url http://127.0.0.1:8080/v1
    """
    import socket

    import uvicorn

    from claimx.errors import ClaimxError

    if replay is None:
        from claimx.builtin.app import builtin_app

        app = builtin_app()
    else:
        from claimx.models.replay import replaying_app

        app = replaying_app(replay)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as problem:
        listener.close()
        raise ClaimxError(f"{host}:{port} cannot be listened on ({problem.strerror}): choose another --port.") from None
    shown = f"[{host}]" if ":" in host else host
    if not quiet:
        typer.echo(f"serving on http://{shown}:{listener.getsockname()[1]}/v1", err=True)
    config = uvicorn.Config(app, log_level="warning", access_log=False)
    uvicorn.Server(config).run(sockets=[listener])
