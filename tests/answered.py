"""What a model answers about one small paper: a gain in numbers, a parity in words, and what is wrong with either."""

from typing import Any

from builders import make_paper

PAPER = make_paper(
    abstract="Tamarack raises accuracy on GSM8K by 4.2 points over LoRA. Tamarack matches full fine-tuning on MMLU."
)
GAIN: dict[str, Any] = {
    "quote": "raises accuracy on GSM8K by 4.2 points over LoRA",
    "method": "Tamarack",
    "metric": "accuracy",
    "kind": "change",
    "value": "4.2",
    "unit": "points",
    "direction": "increase",
    "baselines": ["LoRA"],
    "benchmarks": ["GSM8K"],
}
PARITY: dict[str, Any] = {
    "quote": "Tamarack matches full fine-tuning on MMLU",
    "method": "Tamarack",
    "metric": "performance",
    "kind": "qualitative",
    "direction": "equal",
    "baselines": ["full fine-tuning"],
    "benchmarks": ["MMLU"],
}
WRONG = {**GAIN, "value": "5.3"}
"""A number that the quote does not hold."""
LONGER = {**GAIN, "quote": PAPER.abstract.removesuffix(".")}
"""Over two sentences, and so marked as doubtful."""
