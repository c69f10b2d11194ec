"""Writes tiny random ViLT folders and what Hugging Face transformers computes with them.

Usage: python make_vilt_fixtures.py IMAGE_FIXTURES OUTPUT_FOLDER [vocab.txt of bert-base-uncased]

IMAGE_FIXTURES is the folder that make_image_fixtures.py wrote. With the third argument the token ids of BERT's real
vocabulary are written too (the vocabulary itself is not copied).
"""

import json
import random
import shutil
import string
import sys
from pathlib import Path

import numpy as np
import PIL
import tokenizers
import torch
import transformers
from PIL import Image
from safetensors.torch import save_file
from transformers import BertTokenizerFast, ViltConfig, ViltForQuestionAnswering, ViltImageProcessor, ViltModel
from transformers.models.vilt import image_processing_vilt

from make_clip_fixtures import TEXTS, write_json

BERT_TEXTS = TEXTS + [
    "[MASK] in [CLS]side[SEP] and [mask] [PAD]ded [UNK]nown",
    "playing ##ing un##able",
    "a" * 100 + " " + "a" * 101 + " " + "\U0001d400" * 100 + " " + "e\u0301" * 60,
    "mug\u3002mug\uff0cmug\u00b7mug\u2026mug$mug+mug<mug=mug>mug^mug`mug|mug~mug",
    "\u4e00mug\u9fff\U00020000mug \uf900\U0002f800 \u3041\u30a2\uac00",
    "\ufffd mug\ufffdmug \u0000mug\u0001mug\u00admug\ue000mug\u200dmug\u2028mug\u3000mug",
    "D\u00e9j\u00e0 Vu \u0130\u0131 \u01c5 \u1e9e \u039f\u03a3 \u212a \ufb01n",
    "nai\u0308ve vs na\u00efve vs naive; \u1100\u1161\u11a8 \uac01",
]

# what the models are run on, with the pictures in the same order
EMBEDDED = ["a photo of a red mug.", "", "the gold line on the old bowl, mended; unknown \u0416 words and more words", "two plates"]
PICTURES = ["landscape.png", "portrait.png", "rgba.png", "square.png"]


def vocabulary(extra: str) -> list:
    """Pieces of our own: special tokens not first and not in BERT's order, so that nothing depends on their ids."""
    words = "a photo of red mug the gold line on old bowl two plates and mended more it is ing able un".split()
    inner = [f"##{piece}" for piece in [*string.ascii_lowercase, *string.digits, "ug", "ing", "ed", "s", "able", *extra]]
    single = [*string.ascii_lowercase, *string.digits, *string.punctuation, *extra, "\u91d1", "\u4fee", "\u3002", "\u201c", "\u0301"]
    pieces = ["[MASK]", "[PAD]", "unused", *words, "[SEP]", *single, "[UNK]", *inner, "[CLS]"]
    return list(dict.fromkeys(pieces))


def build_tokenizer(folder: Path, pieces: list, **settings) -> BertTokenizerFast:
    folder.mkdir(parents=True)
    (folder / "vocab.txt").write_text("".join(f"{piece}\n" for piece in pieces), encoding="utf-8")
    return BertTokenizerFast(str(folder / "vocab.txt"), **settings)


def randomise(model, seed: int) -> None:
    """Larger weights than the usual start values: attention must not be uniform, nor the activation near-linear."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            noise = torch.randn(parameter.shape, generator=generator)
            if "norm" in name.lower() and name.endswith("weight"):
                parameter.copy_(1 + 0.2 * noise)
            elif parameter.dim() == 1:
                parameter.copy_(0.3 * noise)
            elif "embeddings" in name and "projection" not in name or "cls_token" in name:
                parameter.copy_(0.5 * noise)
            else:
                parameter.copy_(1.5 * parameter[0].numel() ** -0.5 * noise)


def spread(weights: torch.Tensor, count: int, replacement: bool = False) -> torch.Tensor:
    """Stands in for torch.multinomial where a bound on the patches is tested: Kintsugi's rule instead of chance."""
    total = len(weights)
    if replacement:  # padding, which is masked
        return torch.zeros(count, dtype=torch.long)
    return torch.tensor([(2 * i + 1) * total // (2 * count) for i in range(count)])


def expected(model: ViltModel, tokenizer, processor, pictures, deterministic: bool) -> dict:
    """Runs the model; the order of its image tokens is random, so the place of each patch is kept with it."""
    length = model.config.max_position_embeddings
    texts = tokenizer(EMBEDDED, padding="max_length", truncation=True, max_length=length, return_tensors="pt")
    images = processor(pictures, return_tensors="pt")
    seen = {}
    visual_embed = model.embeddings.visual_embed

    def watched(*args, **kwargs):
        tokens, mask, (index, _) = visual_embed(*args, **kwargs)
        seen.update(patch_index=index, image_mask=mask)
        return tokens, mask, (index, _)

    model.embeddings.visual_embed = watched
    model.embeddings.register_forward_hook(lambda module, inputs, output: seen.update(embeddings=output[0]))
    torch.manual_seed(0)
    multinomial = torch.multinomial
    if deterministic:
        torch.multinomial = spread
    with torch.no_grad():
        out = model(input_ids=texts.input_ids, attention_mask=texts.attention_mask, **images)
    torch.multinomial = multinomial
    mask = images.pixel_mask
    sizes = torch.stack([mask[:, :, 0].sum(1), mask[:, 0, :].sum(1)], dim=1)
    for picture, (height, width) in zip(mask, sizes):
        assert picture[:height, :width].all() and picture.sum() == height * width
    assert images.pixel_values.shape[2:] == tuple(sizes.max(0).values)
    return {
        "input_ids": texts.input_ids,
        "attention_mask": texts.attention_mask,
        "pixel_values": images.pixel_values,
        "image_sizes": sizes,
        "patch_index": seen["patch_index"],
        "image_mask": seen["image_mask"].long(),
        "embeddings": seen["embeddings"],
        "last_hidden_state": out.last_hidden_state,
        "pooler_output": out.pooler_output,
    }


def finish(folder: Path, values: dict) -> None:
    pooled = values["pooler_output"]
    assert pooled.abs().max() < 0.999 and pooled.std(0).mean() > 0.02, "the outputs are all alike"
    save_file({name: value.contiguous() for name, value in values.items()}, folder / "expected.safetensors")
    print(folder.name, sum(f.stat().st_size for f in folder.iterdir()), "bytes, pooled", pooled.min().item(), pooled.max().item())


def all_patches_fp32(out: Path, pieces: list, pictures: list) -> dict:
    """fp32, the names of ViltModel, vocab.txt alone, keys with the usual values left out, all patches in random order."""
    folder = out / "all-patches-fp32"
    tokenizer = build_tokenizer(folder, pieces)
    settings = dict(vocab_size=len(pieces), max_position_embeddings=14, hidden_size=24, num_hidden_layers=2, num_attention_heads=4,
                    intermediate_size=48, image_size=24, patch_size=8)
    model = ViltModel(ViltConfig(**settings)).eval()
    randomise(model, 1)
    save_file(model.state_dict(), folder / "model.safetensors", metadata={"format": "pt"})
    write_json(folder / "config.json", {"model_type": "vilt", **settings})
    processor = ViltImageProcessor(size={"shortest_edge": 24}, size_divisor=8)
    processor.save_pretrained(folder)
    loaded = ViltModel.from_pretrained(folder).eval()
    values = expected(loaded, tokenizer, processor, pictures, deterministic=False)
    raster = values["patch_index"][0]
    assert not torch.equal(raster, raster[torch.argsort(raster[:, 0] * 100 + raster[:, 1])]), "the order is not random"
    finish(folder, values)
    return {"all-patches-fp32": tokenizer(BERT_TEXTS).input_ids}


def few_patches_bf16(out: Path, pieces: list, pictures: list) -> dict:
    """bf16, the names of a model for a task, tokenizer.json with case and accents, a bound on the patches."""
    folder = out / "few-patches-bf16"
    scratch = build_tokenizer(folder / "scratch", pieces, do_lower_case=False, strip_accents=False)
    config = ViltConfig(vocab_size=len(pieces) + 3, type_vocab_size=3, modality_type_vocab_size=3, max_position_embeddings=12,
                        hidden_size=24, num_hidden_layers=2, num_attention_heads=3, intermediate_size=40, image_size=40, patch_size=8,
                        hidden_act="gelu_pytorch_tanh", layer_norm_eps=1e-5, max_image_length=13, num_labels=2)
    task = ViltForQuestionAnswering(config)
    randomise(task, 2)
    task.bfloat16().save_pretrained(folder)
    scratch.save_pretrained(folder)
    shutil.rmtree(folder / "scratch")
    (folder / "vocab.txt").unlink()
    tokenizer = BertTokenizerFast.from_pretrained(folder)
    # the older spelling, the size as a plain number, and a shortest edge that is no multiple of the divisor
    write_json(folder / "preprocessor_config.json", {
        "do_normalize": True, "do_resize": True, "feature_extractor_type": "ViltFeatureExtractor", "image_mean": [0.5, 0.4, 0.3],
        "image_std": [0.5, 0.6, 0.7], "pad_and_return_pixel_mask": True, "resample": 2, "size": 40, "size_divisor": 16})
    processor = ViltImageProcessor.from_pretrained(folder)
    model = ViltForQuestionAnswering.from_pretrained(folder, torch_dtype=torch.float32).vilt.eval()
    values = expected(model, tokenizer, processor, pictures, deterministic=True)
    values.pop("pixel_values")  # for size; what follows from them is here
    finish(folder, values)
    return {"few-patches-bf16": tokenizer(BERT_TEXTS).input_ids}


def processed_sizes() -> list:
    """Height and width of images, and what the published settings make of them."""
    random.seed(3)
    sizes = [(384, 384), (480, 640), (639, 384), (384, 640), (383, 385), (1080, 1920), (4000, 300), (57, 1000), (100, 60)]
    sizes += [(random.randint(8, 2000), random.randint(8, 2000)) for _ in range(150)]
    rows = []
    for height, width in sizes:
        image = np.zeros((height, width, 3), dtype=np.uint8)
        made = image_processing_vilt.get_resize_output_image_size(image, 384, int(1333 / 800 * 384), 32)
        if min(made) > 0:
            rows.append([height, width, *made])
    assert len(rows) > 140
    return rows


def main(image_folder: Path, out: Path, bert_vocabulary) -> None:
    torch.set_num_threads(1)
    if out.exists():
        shutil.rmtree(out)
    out.mkdir(parents=True)
    pictures = [Image.open(image_folder / name).convert("RGB") for name in PICTURES]
    tokens = {"texts": BERT_TEXTS}
    tokens.update(all_patches_fp32(out, vocabulary("\u00e9\u00fc"), pictures))
    tokens.update(few_patches_bf16(out, vocabulary("\u00e9\u00fc\u00ceABCDEFGHIMTS"), pictures))
    tokens["truncated_to_8"] = BertTokenizerFast(str(out / "all-patches-fp32" / "vocab.txt"))(BERT_TEXTS, truncation=True, max_length=8).input_ids
    if bert_vocabulary:
        tokens["bert-base-uncased"] = BertTokenizerFast(str(bert_vocabulary))(BERT_TEXTS).input_ids
        tokens["bert-base-uncased, case kept"] = BertTokenizerFast(str(bert_vocabulary), do_lower_case=False)(BERT_TEXTS).input_ids
    tokens["sizes"] = processed_sizes()
    tokens["made_by"] = {
        "script": "tools/parity/make_vilt_fixtures.py",
        "transformers": transformers.__version__,
        "tokenizers": tokenizers.__version__,
        "torch": torch.__version__.split("+")[0],
        "pillow": PIL.__version__,
    }
    (out / "tokens.json").write_text(
        "{\n" + ",\n".join(f"{json.dumps(key)}: {json.dumps(value)}" for key, value in tokens.items()) + "\n}\n"
    )
    print("total", sum(f.stat().st_size for f in out.rglob("*") if f.is_file()), "bytes in", out)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]) if len(sys.argv) > 3 else None)
