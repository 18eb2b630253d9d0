"""Run by a Python that has argilla: load an exported dataset with the SDK's own checks, without a server."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from unittest.mock import MagicMock

import argilla as rg
from argilla._models import DatasetModel
from argilla.records._io import JsonIO

client = MagicMock()  # the SDK asks for a client before it parses; nothing is sent
rg.Argilla._get_default = classmethod(lambda cls: client)
folder = Path(sys.argv[1])
settings = rg.Settings.from_json(folder / ".argilla" / "settings.json")
settings.validate()
model = DatasetModel(**json.loads((folder / ".argilla" / "dataset.json").read_text(encoding="utf-8")))
dataset = rg.Dataset(name=model.name, settings=settings, client=client)
records = JsonIO._records_from_json(folder / "records.json")
models = dataset.records._ingest_records(records=records, mapping=None, user_id=None)
report = {
    "name": model.name,
    "questions": [question.name for question in settings.questions],
    "suggestions": {item.external_id: len(item.suggestions) for item in models},
}
sys.stdout.write(json.dumps(report))
