"""Writes a language model like Llama, of random weights: `tiny_model.py FILE TEXT...`.

It runs with the engine's Python, not with ours. What it says means nothing; but its vocabulary has
the words of the texts and pointers such as `[1.2]`, so that its nonsense speaks of the matter and
cites, and every byte, so that it breaks UTF-8 too where the temperature is high.
"""

import re
import sys
from collections import Counter
from pathlib import Path

import gguf
import numpy as np

WIDTH, LAYERS, HEADS, HIDDEN, TRAINED_FOR = 64, 2, 4, 128, 65536
OFTEN = 3  # times that a word must be in the texts; the others are spelt
POINTERS = [f"[{passage}.{line}]" for passage in range(1, 13) for line in range(1, 6)]
MARKS = [
    ". ",
    ".\n",
    ", ",
    " [",
    "]",
    "%",
    " 42",
    " 7.5",
    " 2019",
    " 10.1145/3442188",
    "## ",
    "\n\n",
]
SPACE = "\u2581"
BYTES = slice(3, 3 + 256)
TEMPLATE = (
    "{% for message in messages %}<{{ message['role'] }}>\n{{ message['content'] }}\n{% endfor %}"
    "{% if add_generation_prompt %}<assistant>\n{% endif %}"
)


def vocabulary(text: str) -> list[tuple[str, float, gguf.TokenType]]:
    """Every token with its score and its kind: special ones, bytes, letters, words, pointers.

    A word is there with all its beginnings: letters are joined to it one by one.
    """
    counted = Counter(re.findall(r"[A-Za-z]+", text))
    words = sorted(word for word, times in counted.items() if times >= OFTEN)
    special = [("<unk>", gguf.TokenType.UNKNOWN), ("<s>", gguf.TokenType.CONTROL)]
    special.append(("</s>", gguf.TokenType.CONTROL))
    pieces = [chr(code) for code in range(33, 127)] + [SPACE, "\u00e9", "\u03b1", "\u4e2d"]
    pieces += [SPACE + word[:end] for word in words for end in range(1, len(word) + 1)]
    pieces += [SPACE + pointer for pointer in POINTERS]
    pieces += [mark.replace(" ", SPACE) for mark in MARKS]
    kinds = [(text, 0.0, kind) for text, kind in special]
    kinds += [(f"<0x{byte:02X}>", 0.0, gguf.TokenType.BYTE) for byte in range(256)]
    unique = dict.fromkeys(pieces)
    return kinds + [(text, -float(at), gguf.TokenType.NORMAL) for at, text in enumerate(unique)]


def write(path: Path, text: str, seed: int = 5) -> None:
    tokens = vocabulary(text)
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_name("tiny")
    writer.add_context_length(TRAINED_FOR)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(HIDDEN)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(HEADS)
    writer.add_rope_dimension_count(WIDTH // HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_vocab_size(len(tokens))
    writer.add_tokenizer_model("llama")
    writer.add_token_list([text for text, _, _ in tokens])
    writer.add_token_scores([score for _, score, _ in tokens])
    writer.add_token_types([kind for _, _, kind in tokens])
    writer.add_unk_token_id(0)
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_chat_template(TEMPLATE)
    for name, weights in tensors(len(tokens), np.random.default_rng(seed)):
        writer.add_tensor(name, weights.astype(np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def tensors(size: int, random: np.random.Generator) -> list[tuple[str, np.ndarray]]:
    """Every weight; large ones, so that what is said depends on what was read."""

    def weights(rows: int, columns: int) -> np.ndarray:
        return random.normal(0, 1.5 / np.sqrt(columns), (rows, columns))

    output = weights(size, WIDTH) * 2
    # Never the likeliest: bytes, for the engine holds a stream back until half a letter is whole,
    # and the end, so that a reply is as long as a test wants it.
    output[: BYTES.stop] = 0
    found = [
        ("token_embd.weight", random.normal(0, 1, (size, WIDTH))),
        ("output_norm.weight", np.ones(WIDTH)),
        ("output.weight", output),
    ]
    for layer in range(LAYERS):
        found += [
            (f"blk.{layer}.attn_norm.weight", np.ones(WIDTH)),
            (f"blk.{layer}.ffn_norm.weight", np.ones(WIDTH)),
            *((f"blk.{layer}.attn_{part}.weight", weights(WIDTH, WIDTH)) for part in "qkv"),
            (f"blk.{layer}.attn_output.weight", weights(WIDTH, WIDTH)),
            (f"blk.{layer}.ffn_gate.weight", weights(HIDDEN, WIDTH)),
            (f"blk.{layer}.ffn_up.weight", weights(HIDDEN, WIDTH)),
            (f"blk.{layer}.ffn_down.weight", weights(WIDTH, HIDDEN)),
        ]
    return found


if __name__ == "__main__":
    write(Path(sys.argv[1]), "\n".join(Path(text).read_text("utf-8") for text in sys.argv[2:]))
