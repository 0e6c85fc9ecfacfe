"""A server that answers to order, faults and all: real HTTP on loopback, in threads of this process.

The model's name says what becomes of a request: each name has a script of replies, of which the last repeats.
"""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from claimx.builtin.app import answer

Body = dict[str, Any]


@dataclass(frozen=True)
class Reply:
    """What goes over the wire: `content` as a web page where it is a string, else as JSON."""

    content: Any
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


Script = Callable[[Body], Reply]


@dataclass
class Faulty:
    """A running server: `scripts` holds what each model's name does, `asked` the bodies that came, in order."""

    base_url: str = ""
    scripts: dict[str, list[Reply | Script]] = field(default_factory=dict)
    asked: list[Body] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)

    def on(self, model: str, *replies: Reply | Script) -> str:
        """Answer `model` with `replies`, one a request; gives the model's name."""
        self.scripts[model] = list(replies)
        return model

    def reply(self, body: Body, key: str) -> Reply:
        """The next reply in the script of the model that is asked for."""
        self.asked.append(body)
        self.keys.add(key)
        script = self.scripts.get(body["model"], [unknown_model])
        step = script.pop(0) if len(script) > 1 else script[0]
        return step if isinstance(step, Reply) else step(body)


def says(content: str | None, *, finish: str = "stop", **message: Any) -> Reply:
    """A chat completion of one choice."""
    choice = {"index": 0, "message": {"role": "assistant", "content": content, **message}, "finish_reason": finish}
    return completion([choice])


def completion(choices: list[Any] | None) -> Reply:
    """A chat completion with these choices."""
    usage = {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110}
    body = {"id": "x", "object": "chat.completion", "created": 0, "model": "faulty", "choices": choices}
    return Reply({**body, "usage": {**usage, "prompt_tokens_details": {"cached_tokens": 64}}})


def claims(*claims: Body) -> Reply:
    """A good answer that holds `claims`."""
    return says(json.dumps({"claims": claims}))


def refuses(status: int, message: str, code: str | None = None, **headers: str) -> Reply:
    """An error of the protocol."""
    return Reply({"error": {"message": message, "type": "error", "code": code}}, status, headers)


def unknown_model(body: Body) -> Reply:
    """What a server says to a name that it does not know."""
    return refuses(404, f"The model `{body['model']}` does not exist", "model_not_found")


def reads(body: Body) -> Reply:
    """What the built-in model would answer."""
    return says(answer(body["messages"]))


def slowly(seconds: float) -> Script:
    """What the built-in model would answer, after a while."""

    def script(body: Body) -> Reply:
        time.sleep(seconds)
        return reads(body)

    return script


@contextmanager
def misbehaving() -> Iterator[Faulty]:
    """A server on a free port, closed at the end."""
    faulty = Faulty()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # else each answer waits 40 ms for the acknowledgement of its head

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            self._send(faulty.reply(body, self.headers.get("Authorization", "")))

        def _send(self, reply: Reply) -> None:
            web = isinstance(reply.content, str)
            text = (reply.content if web else json.dumps(reply.content)).encode()
            self.send_response(reply.status)
            for name, value in {
                "Content-Type": "text/html" if web else "application/json",
                "Content-Length": str(len(text)),
                **reply.headers,
            }.items():
                self.send_header(name.replace("_", "-"), value)
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_: Any) -> None:
            """Nothing: the tests look at `asked`."""

        def handle(self) -> None:
            try:
                super().handle()
            except (BrokenPipeError, ConnectionResetError, json.JSONDecodeError):
                return  # a client that was killed, or that lost its patience

    class Server(ThreadingHTTPServer):
        request_queue_size = 128

    with Server(("127.0.0.1", 0), Handler) as server:
        faulty.base_url = f"http://127.0.0.1:{server.server_port}/v1"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield faulty
        finally:
            server.shutdown()
            thread.join()
