"""A tiny random-weight encoder with a real tokenizer, made in a folder: nothing is downloaded."""

from __future__ import annotations

import re
from pathlib import Path

from tests.support.miniature import PROPOSITIONS, SENTENCES

SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")


def _words() -> list[str]:
    """The words of the miniature corpus."""
    text = " ".join([*SENTENCES.values(), *(proposition for _, proposition in PROPOSITIONS.values())])
    return sorted(set(re.findall(r"[a-z]+", text.lower())))


def tiny_encoder(folder: Path) -> Path:
    """Write a BERT of two layers of width 32 with a word-level vocabulary."""
    from transformers import BertConfig, BertModel, BertTokenizer, set_seed

    set_seed(3)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "vocab.txt").write_text("\n".join([*SPECIAL, *_words()]) + "\n", encoding="utf-8")
    tokenizer = BertTokenizer(vocab=str(folder / "vocab.txt"), do_lower_case=True)
    tokenizer.save_pretrained(folder)
    config = BertConfig(
        vocab_size=len(tokenizer),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=128,
    )
    BertModel(config).save_pretrained(folder)
    return folder
