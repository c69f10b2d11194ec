"""A CLIP byte-pair vocabulary that is small enough to commit, trained on the few lines below.

The construction is that of OpenAI's: 256 byte symbols, the same 256 with the end-of-word mark, the merges in order of
frequency, then the two special tokens. The text is our own.
"""

import re
from collections import Counter

CORPUS = """
a photo of a red mug. a photo of a blue plate. a drawing of a small round vase. a sketch of the large square bowl.
the gold line runs along the crack of the old bowl, and the potter mends what was broken with lacquer and gold.
this is a photo of the broken cup; that is a picture of the mended cup. it's a kind of pottery, a type of dish.
we're sure they've seen it, i'm told you'll like it and he'd buy it: don't they? a close-up photo of the dark dish.
photograph of two plates and three vases on a wooden table, with bright light from the window on the left.
a green triangle above a yellow circle. a purple square below an orange star. one white cross, two black rings.
a blurry photo of many small mugs; a clean photo of the large one; a bad photo of a good plate; an old photo.
"""

END_OF_WORD = "</w>"


def byte_symbols() -> dict:
    """GPT-2's printable stand-in for each byte; printable Latin-1 bytes stand for themselves and come first."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    rest = [byte for byte in range(256) if byte not in printable]
    return {**{byte: chr(byte) for byte in printable}, **{byte: chr(256 + i) for i, byte in enumerate(rest)}}


def train(merge_count: int) -> list:
    """The most frequent pair is merged first; among equals the one that sorts first."""
    words = Counter(re.findall(r"'s|'t|'re|'ve|'m|'ll|'d|[a-z]+|[0-9]|[^\sa-z0-9]+", CORPUS.lower()))
    pieces = {word: [*word[:-1], word[-1] + END_OF_WORD] for word in words}
    merges = []
    while len(merges) < merge_count:
        pairs = Counter()
        for word, count in words.items():
            for pair in zip(pieces[word], pieces[word][1:]):
                pairs[pair] += count
        best = min(pairs, key=lambda pair: (-pairs[pair], pair))
        merges.append(best)
        for word, symbols in pieces.items():
            out, i = [], 0
            while i < len(symbols):
                if tuple(symbols[i : i + 2]) == best:
                    out.append(best[0] + best[1])
                    i += 2
                else:
                    out.append(symbols[i])
                    i += 1
            pieces[word] = out
    return merges


def vocabulary(merges: list, specials: list) -> dict:
    symbols = list(byte_symbols().values())
    words = symbols + [symbol + END_OF_WORD for symbol in symbols] + ["".join(pair) for pair in merges] + specials
    assert len(set(words)) == len(words)
    return {word: i for i, word in enumerate(words)}
