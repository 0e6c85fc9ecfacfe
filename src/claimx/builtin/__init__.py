"""The built-in model: a reader of claims by grammar behind the protocol of OpenAI's chat completions."""
