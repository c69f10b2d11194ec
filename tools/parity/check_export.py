"""Holds exported prompts against PyTorch.

Usage: python check_export.py make IMAGE_FIXTURES CLIP_FIXTURES OUTPUT_FOLDER
       python check_export.py check EXPORT_FOLDER MODEL_FOLDER PREDICTIONS.jsonl

'make' writes random contexts for the tiny CLIP folders that make_clip_fixtures.py wrote, and the logits that transformers
gives with them: before the class name, around it (half of the vectors on either side), and with a client's low-rank part added. 'check' takes what 'kintsugi export RUN --to EXPORT_FOLDER' wrote, runs the Python of its README.md, and
compares with the predictions that 'kintsugi predict RUN IMAGES --top 0 --out PREDICTIONS.jsonl' made on the same run.

The reference does not inject anything: the vectors of the context become new words of the vocabulary, and the plain
CLIPModel reads sentences that have those words in them. The README's code puts them in by a hook instead.
"""

import json
import re
import sys
from pathlib import Path

import torch
from PIL import Image
from safetensors.torch import load_file, save_file
from transformers import CLIPImageProcessor, CLIPModel, PreTrainedTokenizerFast

START, END = "<|startoftext|>", "<|endoftext|>"
CLASSES = ["cat", "Egyptian Mau", "old_bowl", "the gold line on a red mug", "caf\u00e9"]
PICTURES = ["landscape.png", "portrait.png", "rgba.png"]
VECTORS = {"quick-gelu-fp32": 4, "defaults-bf16-shards": 16}


@torch.no_grad()
def logits(folder: Path, context: torch.Tensor, class_words: list, start: int, end: int, pixels: torch.Tensor, before: int | None = None,
           name_lengths: list | None = None) -> torch.Tensor:
    """The scores [images, classes], the context being new words behind the last id of the vocabulary.

    So many vectors stand before the class name, all without a number.
    """
    model = CLIPModel.from_pretrained(folder).float().eval()
    words = model.text_model.embeddings.token_embedding
    first = words.num_embeddings
    grown = torch.nn.Embedding.from_pretrained(torch.cat([words.weight, context]))
    model.text_model.embeddings.token_embedding = grown
    # the feature is read at the first end token; the legacy value 2 would mean the largest id, now a word of the context
    model.text_model.eos_token_id = end
    rows = []
    vectors = [*range(first, first + len(context))]
    before = len(vectors) if before is None else before
    for words_of_class, length in zip(class_words, name_lengths or map(len, class_words)):
        ids = [start, *vectors[:before], *words_of_class[:length], *vectors[before:], *words_of_class[length:], end]
        text = model.text_projection(model.text_model(input_ids=torch.tensor([ids])).pooler_output)
        rows.append(text[0] / text[0].norm())
    images = model.visual_projection(model.vision_model(pixel_values=pixels).pooler_output)
    images = images / images.norm(dim=-1, keepdim=True)
    return model.logit_scale.exp() * images @ torch.stack(rows).T


def make(image_folder: Path, clip_folder: Path, out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    for number, (name, vectors) in enumerate(VECTORS.items()):
        folder = clip_folder / name
        tokenizer = PreTrainedTokenizerFast(tokenizer_file=str(folder / "tokenizer.json"))
        start, end = tokenizer.convert_tokens_to_ids([START, END])
        words = [tokenizer(c.replace("_", " ") + ".", add_special_tokens=False).input_ids for c in CLASSES]
        processor = CLIPImageProcessor.from_pretrained(folder)
        pixels = processor([Image.open(image_folder / p) for p in PICTURES], return_tensors="pt")["pixel_values"]
        width = CLIPModel.from_pretrained(folder).config.text_config.hidden_size
        context = torch.randn(vectors, width, generator=torch.Generator().manual_seed(number + 1)) * 0.5
        expected = logits(folder, context, words, start, end, pixels)
        plain = logits(folder, context * 0, words, start, end, pixels)
        assert (expected - plain).abs().max() > 0.5, "the context has hardly any influence; the comparison would prove nothing"
        lengths = [len(one) - 1 for one in words]  # the full stop ends the sentence, not the name
        full_stop = tokenizer(".", add_special_tokens=False).input_ids
        assert all(one[-1:] == full_stop for one in words), "a vocabulary that joins the full stop to a name has no middle"
        around = logits(folder, context, words, start, end, pixels, vectors // 2, lengths)
        left, right = (torch.randn(*shape, generator=torch.Generator().manual_seed(10 * number + 10 + k)) * 0.5
                       for k, shape in enumerate([(vectors, 2), (2, width)]))
        personal = logits(folder, context + left @ right, words, start, end, pixels)
        for other in (around, personal):
            assert (other - expected).abs().max() > 0.1, "this prompt hardly differs; the comparison would prove nothing"
        save_file({"context": context, "logits": expected, "left": left, "right": right, "logitsAround": around,
                   "logitsPersonal": personal}, out / f"{name}.safetensors")
        (out / f"{name}.json").write_text(
            json.dumps({"classes": CLASSES, "pictures": PICTURES, "startId": start, "endId": end, "classWords": words,
                        "nameLengths": lengths}) + "\n")
        print(name, "logits from", expected.min().item(), "to", expected.max().item())


def check(export: Path, model_folder: Path, predictions: Path) -> None:
    code = re.search(r"```python\n(.*?)```", (export / "README.md").read_text(encoding="utf-8"), re.DOTALL).group(1)
    code = re.sub(r"(?m)^FOLDER = .*$", f"FOLDER = Path({str(export)!r})", code)
    code = re.sub(r"(?m)^MODEL = .*$", f"MODEL = {str(model_folder)!r}", code)
    page = {}
    exec(compile(code, "README.md", "exec"), page)
    lines = [json.loads(line) for line in predictions.read_text(encoding="utf-8").splitlines()]
    pictures = [Image.open(line["sample"]).convert("RGB") for line in lines]
    pixels = CLIPImageProcessor.from_pretrained(model_folder)(pictures, return_tensors="pt")["pixel_values"]
    prompt = page["prompt"]
    of_page = page["logits"](pixels)
    of_reference = logits(model_folder, page["context"], prompt["classWords"], prompt["startId"], prompt["endId"], pixels,
                          prompt["vectorsBefore"], prompt["nameLengths"])
    shown = [{one["class"]: one["probability"] for one in line["classes"]} for line in lines]
    of_kintsugi = torch.tensor([[line[name] for name in page["config"]["classes"]] for line in shown])
    print("logits, README against reference:", (of_page - of_reference).abs().max().item())
    print("probabilities, Kintsugi against reference:", (of_kintsugi - of_reference.softmax(dim=1)).abs().max().item())


if __name__ == "__main__":
    torch.set_num_threads(1)
    {"make": make, "check": check}[sys.argv[1]](*map(Path, sys.argv[2:]))
