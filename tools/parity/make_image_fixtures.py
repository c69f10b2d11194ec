"""Writes small pictures and what Pillow (and Hugging Face's CLIPImageProcessor) makes of them.

Usage: python make_image_fixtures.py OUTPUT_FOLDER

Every expected result is a raw uint8 file, row-major [height, width, 3] in RGB order. ``manifest.json`` lists the cases.
The geometry is written out here by hand, so that this script needs Pillow only; make_clip_fixtures.py checks that
CLIPImageProcessor gives the same pixels.
"""

import io
import json
import random
import sys
from pathlib import Path

import numpy as np
import PIL
from PIL import Image

SEED = 20240117


def noise(generator: random.Random, width: int, height: int, bands: int) -> np.ndarray:
    """Smooth gradients, hard edges and grain: what a resampler can get wrong shows in at least one of them."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float64)
    out = np.empty((height, width, bands))
    for band in range(bands):
        fx, fy, phase = generator.uniform(0.05, 0.4), generator.uniform(0.05, 0.4), generator.uniform(0, 6.28)
        out[..., band] = 127.5 + 110 * np.sin(fx * x + fy * y + phase)
    # a hard edge: overshoot of the bicubic kernel must be clipped at 0 and at 255
    out[height // 4 : height // 2, width // 4 : width // 2, :] = 255
    out[height // 2 : 3 * height // 4, width // 2 : 3 * width // 4, :] = 0
    grain = np.array([generator.uniform(-24, 24) for _ in range(height * width)]).reshape(height, width, 1)
    return np.clip(out + grain, 0, 255).astype(np.uint8)


def inputs(generator: random.Random) -> dict:
    def rgb(width, height):
        return Image.fromarray(noise(generator, width, height, 3))

    palette = rgb(40, 52).quantize(colors=16, method=Image.Quantize.MEDIANCUT)
    transparent_palette = rgb(40, 40).quantize(colors=16, method=Image.Quantize.MEDIANCUT)
    rgba = Image.fromarray(noise(generator, 44, 37, 4))
    grey = Image.fromarray(noise(generator, 61, 40, 1)[..., 0])
    grey_alpha = Image.merge("LA", (grey, grey.transpose(Image.Transpose.ROTATE_180)))
    return {
        "landscape.png": (rgb(75, 50), {}),
        "portrait.png": (rgb(41, 97), {}),
        "square.png": (rgb(64, 64), {}),
        "tiny.png": (rgb(5, 7), {}),
        "exact.png": (rgb(32, 32), {}),
        "one-pixel-wide.png": (rgb(1, 40), {}),
        "one-pixel-high.png": (rgb(40, 1), {}),
        "one-pixel.png": (Image.new("RGB", (1, 1), (200, 30, 90)), {}),
        "grey.png": (grey, {}),
        "grey-alpha.png": (grey_alpha, {}),
        "bilevel.png": (grey.convert("1"), {}),
        "palette.png": (palette, {}),
        "palette-transparent.png": (transparent_palette, {"transparency": 3}),
        "rgba.png": (rgba, {}),
        "colour-420.jpg": (rgb(90, 63), {"quality": 85, "subsampling": "4:2:0"}),
        "colour-444.jpg": (rgb(50, 50), {"quality": 95, "subsampling": "4:4:4"}),
        "colour-progressive.jpg": (rgb(56, 48), {"quality": 80, "progressive": True}),
        "grey.jpg": (grey, {"quality": 90}),
        "cmyk.jpg": (rgb(48, 40).convert("CMYK"), {"quality": 92}),
        "exif-rotated.jpg": (rgb(40, 30), {"quality": 90, "exif": exif_orientation(6)}),
    }


def exif_orientation(value: int) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = value
    return exif.tobytes()


def shortest_edge(image: Image.Image, size: int, resample) -> Image.Image:
    """Resizes like transformers' get_resize_output_image_size(default_to_square=False): int(), not round()."""
    width, height = image.size
    short, long = (width, height) if width <= height else (height, width)
    new_short, new_long = size, int(size * long / short)
    target = (new_short, new_long) if width <= height else (new_long, new_short)
    return image.resize(target, resample=resample)


def centre_crop(image: Image.Image, size: int) -> Image.Image:
    """Crops like transformers' center_crop: the offset is floor((edge - size) / 2)."""
    width, height = image.size
    left, top = (width - size) // 2, (height - size) // 2
    assert left >= 0 and top >= 0, "the shortest edge is at least the crop in every case here"
    return image.crop((left, top, left + size, top + size))


RESAMPLE = {"bicubic": Image.Resampling.BICUBIC, "bilinear": Image.Resampling.BILINEAR}


def compact(manifest: dict) -> str:
    """One case a line."""
    head = {key: value for key, value in manifest.items() if key != "cases"}
    cases = ",\n".join(json.dumps(case) for case in manifest["cases"])
    return json.dumps(head, indent=1)[:-2] + ',\n "cases": [\n' + cases + "\n]}"


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    generator = random.Random(SEED)
    cases = []

    def write(case: dict, name: str, image: Image.Image) -> None:
        array = np.asarray(image)
        assert array.dtype == np.uint8 and array.ndim == 3 and array.shape[2] == 3
        (folder / name).write_bytes(array.tobytes())
        cases.append({**case, "expected": name, "expected_height": array.shape[0], "expected_width": array.shape[1]})

    for name, (picture, options) in inputs(generator).items():
        encoded = io.BytesIO()
        picture.save(encoded, "JPEG" if name.endswith(".jpg") else "PNG", **options)
        (folder / name).write_bytes(encoded.getvalue())
        opened = Image.open(folder / name)
        mode = opened.mode
        image = opened.convert("RGB")
        stem = name.replace(".", "-")
        base = {"input": name, "mode": mode, "input_width": image.width, "input_height": image.height}
        is_jpeg = name.endswith(".jpg")
        if is_jpeg or mode != "RGB":  # what the decoder gives, so that a decoder's difference is not blamed on the resampler
            write({**base, "op": "decode"}, f"{stem}.decoded.bin", image)
        for size, crop in ((32, 32), (40, 33)) if name in ("landscape.png", "portrait.png") else ((32, 32),):
            for kind in ("bicubic", "bilinear") if name == "landscape.png" else ("bicubic",):
                result = centre_crop(shortest_edge(image, size, RESAMPLE[kind]), crop)
                write(
                    {**base, "op": "shortest_edge_centre_crop", "filter": kind, "size": size, "crop": crop},
                    f"{stem}.edge{size}.crop{crop}.{kind}.bin",
                    result,
                )
        if name in ("landscape.png", "portrait.png", "square.png", "tiny.png", "one-pixel-wide.png", "one-pixel-high.png"):
            for width, height in ((32, 32), (48, 20)):
                for kind in ("bicubic", "bilinear"):
                    result = image.resize((width, height), resample=RESAMPLE[kind])
                    write(
                        {**base, "op": "resize", "filter": kind, "width": width, "height": height},
                        f"{stem}.resize{width}x{height}.{kind}.bin",
                        result,
                    )
    manifest = {
        "made_by": "tools/parity/make_image_fixtures.py",
        "pillow": PIL.__version__,
        "layout": "expected files are uint8, row-major [height, width, 3], RGB",
        "operations": {
            "decode": "open and convert to RGB: alpha is dropped, not blended; Exif orientation is not applied",
            "resize": "decode, then resize to width x height without keeping the aspect",
            "shortest_edge_centre_crop": "decode, then resize so that the shorter edge is size (the longer one is "
            "floor(size * long / short)), then crop x crop at offset floor((edge - crop) / 2)",
        },
        "cases": cases,
    }
    (folder / "manifest.json").write_text(compact(manifest) + "\n")
    print(f"{len(cases)} cases, {sum(f.stat().st_size for f in folder.iterdir())} bytes in {folder}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
