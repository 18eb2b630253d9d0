"""Run by a Python that has doccano: load exported files, label them as two users, export; all with doccano's own code.

Arguments: the exported folder, a file of labels by user and key, the ZIP to write. No server and no queue is started:
requests go through Django's test client, and the tasks of the queue are called.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

folder, labels, out = (Path(name) for name in sys.argv[1:4])
home = Path(tempfile.mkdtemp())
os.environ |= {
    "STANDALONE": "True",
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
    "DATABASE_URL": f"sqlite:///{home / 'db.sqlite3'}",
    "MEDIA_ROOT": str(home / "media"),
}
package = find_spec("backend")
assert package is not None and package.origin is not None
sys.path.append(str(Path(package.origin).parent))

import django  # noqa: E402

django.setup()

from data_export.celery_tasks import export_dataset  # noqa: E402
from data_import.celery_tasks import import_dataset  # noqa: E402
from django.contrib.auth import get_user_model  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402

call_command("migrate", verbosity=0)
call_command("create_roles", verbosity=0)
said = json.loads(labels.read_text(encoding="utf-8"))
accounts = {name: get_user_model().objects.create_user(name, password="made-up") for name in ("boss", *said)}
accounts["boss"].is_staff = accounts["boss"].is_superuser = True
accounts["boss"].save()


def session(name: str) -> Client:
    """Log in."""
    client = Client(SERVER_NAME="localhost")
    client.force_login(accounts[name])
    return client


def ask(client: Client, method: str, path: str, data: object = None, *, multipart: bool = False) -> Any:
    """Call the API; return its JSON, or its text."""
    if method == "post" and not multipart:
        response = client.post(f"/v1{path}", data, content_type="application/json")
    else:
        response = getattr(client, method)(f"/v1{path}", data)
    assert response.status_code < 300, f"{path}: {response.status_code} {response.content[:500]}"
    return response.json() if "json" in response.headers.get("Content-Type", "") else response.content.decode()


boss = session("boss")
project = ask(
    boss,
    "post",
    "/projects",
    {
        "name": "round",
        "description": "made up",
        "guideline": "",
        "project_type": "IntentDetectionAndSlotFilling",
        "resourcetype": "IntentDetectionAndSlotFillingProject",
        "collaborative_annotation": False,
        "tags": [],
    },
)["id"]
roles = {role["name"]: role["id"] for role in ask(boss, "get", "/roles")}
for name in said:
    ask(boss, "post", f"/projects/{project}/members", {"user": accounts[name].id, "role": roles["annotator"]})
ids = {}
for kind in ("category", "span"):
    with (folder / f"{kind}_types.json").open("rb") as handle:
        ask(boss, "post", f"/projects/{project}/{kind}-type-upload", {"file": handle}, multipart=True)
    ids[kind] = {item["text"]: item["id"] for item in ask(boss, "get", f"/projects/{project}/{kind}-types")}
with (folder / "examples.jsonl").open("rb") as handle:
    upload = ask(boss, "post", "/fp/process/", {"filepond": handle}, multipart=True)
done = import_dataset(
    accounts["boss"].id, project, "JSONL", [upload], "IntentDetectionAndSlotFilling", encoding="utf_8"
)
assert done == {"error": []}, done
found = ask(boss, "get", f"/projects/{project}/examples?limit=100")["results"]
examples = {item["meta"]["key"]: item["id"] for item in found}
for name, documents in said.items():
    client = session(name)
    for key, document in documents.items():
        place = f"/projects/{project}/examples/{examples[key]}"
        for category in document["cats"]:
            ask(client, "post", f"{place}/categories", {"label": ids["category"][category]})
        for start, end, target in document["entities"]:
            span = {"label": ids["span"][target], "start_offset": start, "end_offset": end}
            ask(client, "post", f"{place}/spans", span)
        for text in document["Comments"]:
            ask(client, "post", f"/projects/{project}/comments?example={examples[key]}", {"text": text})
        ask(client, "post", f"{place}/states", {})
shutil.copyfile(export_dataset(project, "JSONL", confirmed_only=True), out)
shutil.rmtree(home)
