"""langextract, as its own users call it, against an OpenAI-compatible server: `langextract_client.py BASE_URL`.

Needs langextract with its OpenAI provider (`pip install "langextract[openai]"`), which is no dependency of ours.
Prints one JSON object: the versions, and the extractions of each way to ask, with their places in the text.
"""

import json
import sys
from importlib.metadata import version
from typing import Any

import langextract as lx
from langextract.factory import ModelConfig

TEXT = (
    "We present Tamarack, a sparse adapter for language models. Tamarack raises accuracy on GSM8K by 4.2 points over "
    "LoRA. Tamarack matches full fine-tuning on MMLU. Tamarack decodes 2.6x faster than FP16 inference, and lowers "
    "perplexity on WikiText-2 from 8.94 to 6.81."
)
EXAMPLE = lx.data.ExampleData(
    text="Oxbow lowers latency on HumanEval by 12% compared with Marlin.",
    extractions=[
        lx.data.Extraction(
            extraction_class="method",
            extraction_text="Oxbow",
            attributes={"metric": "latency", "baselines": ["Marlin"], "mood": "calm"},
        ),
        lx.data.Extraction(extraction_class="weather", extraction_text="lowers"),
        lx.data.Extraction(extraction_class="benchmark", extraction_text="HumanEval"),
        lx.data.Extraction(extraction_class="value", extraction_text="12%", attributes={"direction": "decrease"}),
    ],
)
"""What to extract: things that the reader knows, and a class and an attribute that it does not."""
WAYS: dict[str, dict[str, Any]] = {
    "by a schema": {},
    "by its examples": {"use_schema_constraints": False},
    "in fences": {"use_schema_constraints": False, "fence_output": True},
    "as YAML": {"use_schema_constraints": False, "format_type": lx.data.FormatType.YAML, "fence_output": True},
    "in pieces": {"max_char_buffer": 120},
}


def asked(base_url: str, **options: Any) -> list[dict[str, Any]]:
    """What `lx.extract` finds in the text."""
    kwargs = {"api_key": "none", "base_url": base_url}
    if "format_type" in options:
        kwargs["format_type"] = options["format_type"]
    document = lx.extract(
        text_or_documents=TEXT,
        prompt_description="Extract what performs, by how much, and on what. Use exact text, in order of appearance.",
        examples=[EXAMPLE],
        config=ModelConfig(model_id="builtin", provider="OpenAILanguageModel", provider_kwargs=kwargs),
        resolver_params={"suppress_parse_errors": False},
        show_progress=False,
        **options,
    )
    return [
        {
            "class": one.extraction_class,
            "text": one.extraction_text,
            "attributes": one.attributes,
            "place": [one.char_interval.start_pos, one.char_interval.end_pos] if one.char_interval else None,
            "alignment": one.alignment_status.value if one.alignment_status else None,
        }
        for one in document.extractions
    ]


def main(base_url: str) -> None:
    """Ask in every way and print what came."""
    found: dict[str, Any] = {name: asked(base_url, **options) for name, options in WAYS.items()}
    versions = {name: version(name) for name in ("langextract", "openai")}
    print(json.dumps({"text": TEXT, "versions": versions, "ways": found}))


if __name__ == "__main__":
    main(sys.argv[1])
