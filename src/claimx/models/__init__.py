"""The only door to a language model: messages and a response type go in, a typed answer comes out.

Behind it stands a URL (any OpenAI-compatible server), the built-in model (in process), or a folder of cassettes;
nothing before the door knows which.
"""

from claimx.models.client import Answer, Client
from claimx.models.connections import Connection, connect
from claimx.models.exchanges import Attempt, Exchange, Memory, Usage
from claimx.models.opening import open_client

__all__ = ["Answer", "Attempt", "Client", "Connection", "Exchange", "Memory", "Usage", "connect", "open_client"]
