"""Writes tiny random CLIP folders and what Hugging Face transformers computes with them.

Usage: python make_clip_fixtures.py IMAGE_FIXTURES OUTPUT_FOLDER [bpe_simple_vocab_16e6.txt.gz]

IMAGE_FIXTURES is the folder that make_image_fixtures.py wrote. The third argument is OpenAI's list of merges; with it
the token ids of the real CLIP vocabulary are written too (the list itself is not copied).
"""

import gzip
import json
import shutil
import sys
from pathlib import Path

import numpy as np
import PIL
import tokenizers
import torch
import transformers
from PIL import Image
from safetensors.torch import save_file
from transformers import CLIPConfig, CLIPImageProcessor, CLIPModel, CLIPTokenizerFast

import small_tokenizer

START, END = "<|startoftext|>", "<|endoftext|>"
MERGES = 120

TEXTS = [
    "a photo of a cat.",
    "a photo of a",
    "X",
    "abyssinian.",
    "Egyptian Mau, a type of pet.",
    "Annual Crop Land",
    "ice_cream",
    "red lobster",
    "it's 2023!",
    "banded texture.",
    "",
    " ",
    "\t\n \r\n",
    "tabs\tand\nnew lines\r\nand   runs  of spaces ",
    "They've said we're sure I'm late; he'd go, you'll see, don't you? 'tis",
    "IT'S SHOUTING'S 'LL",
    "typographic \u2019s and \u201cquotes\u201d \u2014 dash\u2026",
    "1234567890 3.14 1,000 \u00bd \u00b2 \u2163 \u0663 \u096a",
    "snake_case __init__ a_b",
    "caf\u00e9 na\u00efve \u00fcber \u00c5ngstr\u00f6m",
    "cafe\u0301 nai\u0308ve A\u030angstro\u0308m",
    "e\u0301\u0323\u0302 z\u0336a\u0336l\u0336g\u0336o\u0336",
    "\u1e9b\u0323 \u212b \u2126 \ufb01 \u01c5",
    "\U0001f469\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466 family",
    "\U0001f44d\U0001f3fd\U0001f1ef\U0001f1f5 \u2764\ufe0f flags",
    "\u91d1\u7d99\u304e\u306f\u4fee\u5fa9\u306e\u6280\u6cd5\u3067\u3059\u3002",
    "\uae08\uc774 \uac04 \u1100\u1161\u11a8 \ub3c4\uc790\uae30",
    "\u0627\u0644\u0633\u064e\u0651\u0644\u064e\u0627\u0645\u064f \u05e9\u05b8\u05c1\u05dc\u05d5\u05b9\u05dd",
    "\u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35 \u0928\u092e\u0938\u094d\u0924\u0947",
    "\uff26\uff35\uff2c\uff2c\uff0d\uff37\uff29\uff24\uff34\uff28 \uff11\uff12\uff13\u3000\uff4f\uff4b",
    "no\u00a0break\u202fnarrow\u2003em\u200bzero\u2060joiner\ufeffbom\u0085nel\u2028line\u180emongolian",
    "soft\u00adhyphen and \u0000 nul \u001f unit \u007f del",
    "\u0130stanbul I\u0307 \u0131 \u00df \u1e9e",
    "\u039f\u0394\u03a5\u03a3\u03a3\u0395\u03a5\u03a3 \u03a3 \u03a3\u03a3",
    "&lt;b&gt;bold&lt;/b&gt; &amp;amp; &quot;x&quot; &#39; &eacute;",
    "<b>bold</b> {json: [1, 2]} $%^&*() ~`|\\/@#",
    "<|startoftext|>inside<|endoftext|> after",
    "<|STARTOFTEXT|> upper <|EndOfText|>tight",
    "<|startoftext <|endoftext|",
    "x<|endoftext|>y<|endoftext|><|endoftext|>",
    "\u2603\u2744\u2764 \u2200x\u2208\u211d: \u221ax \u2264 \u221e \u20ac\u00a3\u00a5",
    "\U00010400\U00010428 \U0001d400\U0001d7d9 \U00020000 \ue000 \ufffd",
    "a-b--c...d!!!e?!f,,g''h\"\"i's't",
    "donaudampfschifffahrtsgesellschaftskapit\u00e4n antidisestablishmentarianism",
    "the quick brown fox jumps over the lazy dog",
]

# what the text tower is run on; the third has its end token in the middle as well
EMBEDDED = ["a photo of a red mug.", "the gold line on the old bowl", "two plates<|endoftext|> and more", "", "\u91d1 \U0001f44d"]

PICTURES = ["landscape.png", "portrait.png", "rgba.png"]


def write_json(path: Path, value) -> None:
    path.write_text(json.dumps(value, indent=1, ensure_ascii=True) + "\n")


def build_tokenizer(folder: Path, specials: list) -> CLIPTokenizerFast:
    folder.mkdir(parents=True)
    merges = small_tokenizer.train(MERGES)
    vocabulary = small_tokenizer.vocabulary(merges, specials)
    (folder / "vocab.json").write_text(json.dumps(vocabulary, separators=(",", ":")) + "\n")
    (folder / "merges.txt").write_text("#version: 0.2\n" + "".join(f"{a} {b}\n" for a, b in merges))
    tokenizer = CLIPTokenizerFast(str(folder / "vocab.json"), str(folder / "merges.txt"))
    tokenizer.backend_tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    assert CLIPTokenizerFast(tokenizer_file=str(folder / "tokenizer.json"))(TEXTS).input_ids == tokenizer(TEXTS).input_ids
    return tokenizer


def randomise(model: CLIPModel, seed: int, logit_scale: float) -> None:
    """Larger weights than the usual start values: attention must not be uniform, nor the activation near-linear."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if name == "logit_scale":
                parameter.fill_(logit_scale)
            elif "norm" in name and name.endswith("weight") or "layrnorm" in name and name.endswith("weight"):
                parameter.copy_(1 + 0.2 * torch.randn(parameter.shape, generator=generator))
            elif parameter.dim() == 1:
                parameter.copy_(0.3 * torch.randn(parameter.shape, generator=generator))
            elif "embedding" in name:
                parameter.copy_(0.5 * torch.randn(parameter.shape, generator=generator))
            else:
                fan_in = parameter[0].numel()
                parameter.copy_(1.5 * fan_in**-0.5 * torch.randn(parameter.shape, generator=generator))


def expected(folder: Path, tokenizer: CLIPTokenizerFast, pixels: torch.Tensor) -> dict:
    """Runs the folder as transformers reads it, in single precision whatever the dtype of the file."""
    model = CLIPModel.from_pretrained(folder, torch_dtype=torch.float32, attn_implementation="eager").eval()
    batch = tokenizer(EMBEDDED, padding="max_length", max_length=model.config.text_config.max_position_embeddings, return_tensors="pt")
    with torch.no_grad():
        # no attention mask: with the causal mask padding cannot reach the pooled row
        out = model(input_ids=batch.input_ids, pixel_values=pixels)
        return {
            "input_ids": batch.input_ids,
            "text_features": model.get_text_features(input_ids=batch.input_ids),
            "image_features": model.get_image_features(pixel_values=pixels),
            "text_embeds": out.text_embeds,
            "image_embeds": out.image_embeds,
            "logits_per_image": out.logits_per_image,
        }


def finish(folder: Path, tokenizer: CLIPTokenizerFast, pixels: torch.Tensor) -> None:
    values = {name: value.contiguous() for name, value in expected(folder, tokenizer, pixels).items()}
    cosines = values["image_embeds"] @ values["text_embeds"].T
    assert cosines.std() > 0.02, "the features are all alike; the comparison would prove nothing"
    save_file(values, folder / "expected.safetensors")
    print(folder.name, sum(f.stat().st_size for f in folder.iterdir()), "bytes, cosines", cosines.min().item(), cosines.max().item())


def main(image_folder: Path, out: Path, openai_merges) -> None:
    torch.set_num_threads(1)
    if out.exists():
        shutil.rmtree(out)
    out.mkdir(parents=True)
    processor = CLIPImageProcessor(size={"shortest_edge": 32}, crop_size={"height": 32, "width": 32})
    check_image_fixtures(image_folder)
    pictures = [Image.open(image_folder / name) for name in PICTURES]
    pixels = torch.from_numpy(np.ascontiguousarray(np.stack(processor(pictures)["pixel_values"])))
    assert pixels.shape == (3, 3, 32, 32) and pixels.dtype == torch.float32
    save_file({"pixel_values": pixels}, out / "pixels.safetensors")

    scratch = out / "tokenizers"
    last_is_end = build_tokenizer(scratch / "end-last", [START, END])
    # here the end token has not the largest id, so that pooling by argmax would be seen
    start_last = build_tokenizer(scratch / "start-last", [END, START])
    quick_gelu_fp32(out, scratch / "end-last", last_is_end, processor, pixels)
    gelu_fp16(out, scratch / "start-last", start_last, processor, pixels)
    defaults_bf16_shards(out, scratch / "end-last", last_is_end, processor, pixels)

    sensitive = json.loads((scratch / "end-last" / "tokenizer.json").read_text())
    sensitive["added_tokens"][1]["normalized"] = False  # as in the file of openai/clip-vit-base-patch32
    sensitive_file = out / "defaults-bf16-shards" / "tokenizer.json"
    sensitive_file.write_text(json.dumps(sensitive, separators=(",", ":"), ensure_ascii=False) + "\n")
    tokens = {
        "texts": TEXTS,
        "quick-gelu-fp32": last_is_end(TEXTS).input_ids,
        "gelu-fp16": start_last(TEXTS).input_ids,
        "defaults-bf16-shards": CLIPTokenizerFast(tokenizer_file=str(sensitive_file))(TEXTS).input_ids,
        "truncated_to_8": last_is_end(TEXTS, truncation=True, max_length=8).input_ids,
    }
    if openai_merges:
        tokens["openai"] = openai_tokenizer(openai_merges, scratch / "openai")(TEXTS).input_ids
    tokens["made_by"] = {
        "script": "tools/parity/make_clip_fixtures.py",
        "transformers": transformers.__version__,
        "tokenizers": tokenizers.__version__,
        "torch": torch.__version__.split("+")[0],
        "pillow": PIL.__version__,
    }
    (out / "tokens.json").write_text(
        "{\n" + ",\n".join(f"{json.dumps(key)}: {json.dumps(value)}" for key, value in tokens.items()) + "\n}\n"
    )
    shutil.rmtree(scratch)
    print("total", sum(f.stat().st_size for f in out.rglob("*") if f.is_file()), "bytes in", out)


def quick_gelu_fp32(out, tokenizer_folder, tokenizer, processor, pixels) -> None:
    """One fp32 file, tokenizer.json, legacy eos_token_id 2, position_ids in the file, every key written out."""
    folder = out / "quick-gelu-fp32"
    folder.mkdir()
    config = CLIPConfig(
        text_config=dict(vocab_size=len(tokenizer), hidden_size=32, intermediate_size=64, num_hidden_layers=2,
                         num_attention_heads=4, max_position_embeddings=77, hidden_act="quick_gelu", eos_token_id=2, bos_token_id=0),
        vision_config=dict(hidden_size=36, intermediate_size=64, num_hidden_layers=2, num_attention_heads=4, image_size=32,
                           patch_size=8, hidden_act="quick_gelu"),
        projection_dim=24,
    )
    model = CLIPModel(config)
    randomise(model, 1, 4.6052)
    state = {**model.state_dict(),
             "text_model.embeddings.position_ids": torch.arange(77).unsqueeze(0),
             "vision_model.embeddings.position_ids": torch.arange(17).unsqueeze(0)}
    save_file({name: value.contiguous() for name, value in state.items()}, folder / "model.safetensors", metadata={"format": "pt"})
    config.architectures = ["CLIPModel"]
    write_json(folder / "config.json", {**config.to_dict(), "torch_dtype": "float32"})
    # the older spelling, sizes as plain numbers
    write_json(folder / "preprocessor_config.json", {
        "crop_size": 32, "do_center_crop": True, "do_normalize": True, "do_resize": True, "feature_extractor_type": "CLIPFeatureExtractor",
        "image_mean": processor.image_mean, "image_std": processor.image_std, "resample": 3, "size": 32})
    shutil.copy(tokenizer_folder / "tokenizer.json", folder)
    finish(folder, tokenizer, pixels)


def gelu_fp16(out, tokenizer_folder, tokenizer, processor, pixels) -> None:
    """fp16, vocab.json + merges.txt, exact GELU, other layer_norm_eps, short context, end token by its id."""
    folder = out / "gelu-fp16"
    config = CLIPConfig(
        text_config=dict(vocab_size=len(tokenizer), hidden_size=40, intermediate_size=72, num_hidden_layers=2, num_attention_heads=4,
                         max_position_embeddings=48, hidden_act="gelu", layer_norm_eps=1e-3,
                         bos_token_id=tokenizer.bos_token_id, eos_token_id=tokenizer.eos_token_id),
        vision_config=dict(hidden_size=32, intermediate_size=64, num_hidden_layers=2, num_attention_heads=4, image_size=32,
                           patch_size=16, hidden_act="gelu", layer_norm_eps=1e-3),
        projection_dim=32,
    )
    model = CLIPModel(config)
    randomise(model, 2, 2.6592)
    model.half().save_pretrained(folder)
    processor.save_pretrained(folder)
    for name in ("vocab.json", "merges.txt"):
        shutil.copy(tokenizer_folder / name, folder)
    finish(folder, tokenizer, pixels)


def defaults_bf16_shards(out, tokenizer_folder, tokenizer, processor, pixels) -> None:
    """bf16 in shards; config.json leaves out every key that has CLIP's default, projection_dim 512 among them."""
    folder = out / "defaults-bf16-shards"
    text = dict(vocab_size=len(tokenizer), hidden_size=32, intermediate_size=48, num_hidden_layers=2,
                bos_token_id=tokenizer.bos_token_id, eos_token_id=tokenizer.eos_token_id)
    vision = dict(hidden_size=48, intermediate_size=64, num_hidden_layers=2, image_size=32, patch_size=8)
    model = CLIPModel(CLIPConfig(text_config=text, vision_config=vision))
    randomise(model, 3, 4.0)
    model.bfloat16().save_pretrained(folder, max_shard_size="100KB")
    assert len(list(folder.glob("model-*.safetensors"))) >= 3
    write_json(folder / "config.json", {"model_type": "clip", "text_config": text, "vision_config": vision})
    processor.save_pretrained(folder)
    shutil.copy(tokenizer_folder / "tokenizer.json", folder)
    finish(folder, tokenizer, pixels)


def openai_tokenizer(merges_file: Path, folder: Path) -> CLIPTokenizerFast:
    lines = gzip.open(merges_file).read().decode("utf-8").split("\n")
    merges = [tuple(line.split()) for line in lines[1 : 49152 - 256 - 2 + 1]]
    folder.mkdir(parents=True)
    vocabulary = small_tokenizer.vocabulary(merges, [START, END])
    assert len(vocabulary) == 49408 and vocabulary[END] == 49407
    write_json(folder / "vocab.json", vocabulary)
    (folder / "merges.txt").write_text("#version: 0.2\n" + "".join(f"{a} {b}\n" for a, b in merges))
    return CLIPTokenizerFast(str(folder / "vocab.json"), str(folder / "merges.txt"))


def check_image_fixtures(folder: Path) -> None:
    """CLIPImageProcessor must give the pixels that make_image_fixtures.py wrote with Pillow alone."""
    filters = {"bicubic": Image.Resampling.BICUBIC, "bilinear": Image.Resampling.BILINEAR}
    for case in json.loads((folder / "manifest.json").read_text())["cases"]:
        if case["op"] == "shortest_edge_centre_crop":
            processor = CLIPImageProcessor(size={"shortest_edge": case["size"]}, crop_size=case["crop"], resample=filters[case["filter"]],
                                           do_rescale=False, do_normalize=False)
            # by hand, the processor takes 1 and 3 pixels for a number of channels
            with Image.open(folder / case["input"]) as opened:
                image = np.asarray(opened.convert("RGB"))
            got = processor(image, input_data_format="channels_last")["pixel_values"][0].transpose(1, 2, 0)
            want = np.fromfile(folder / case["expected"], np.uint8).reshape(got.shape)
            assert np.array_equal(got, want), case


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]) if len(sys.argv) > 3 else None)
