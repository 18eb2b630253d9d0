"""A real Label Studio on this machine, with a fresh data folder and nothing sent anywhere."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx

START_SECONDS = 300


class LabelStudioUserSession:
    """A user who is signed up and logged in.

    Args:
        address: Where the server listens.
        email: A made-up address.
        signup: Whether the user is new.
    """

    PASSWORD = "made-up-for-a-test"

    def __init__(self, address: str, email: str, *, signup: bool) -> None:
        self._client = httpx.Client(base_url=address, follow_redirects=True, timeout=60)
        self._address = address
        path = "/user/signup/" if signup else "/user/login/"
        self._client.get(path)
        form = {"csrfmiddlewaretoken": self._client.cookies["csrftoken"], "email": email, "password": self.PASSWORD}
        if signup:
            form |= {"how_find_us": "Other", "allow_newsletters": "false"}
        self._client.post(path, data=form, headers={"Referer": address + path}).raise_for_status()

    def ask(self, method: str, path: str, **options: Any) -> Any:
        """Call the API; return its JSON."""
        headers = {"X-CSRFToken": self._client.cookies["csrftoken"], "Referer": self._address}
        response = self._client.request(method, path, headers=headers, **options)
        assert response.is_success, f"{method} {path}: {response.status_code} {response.text[:500]}"
        return response.json()

    def close(self) -> None:
        """Hang up."""
        self._client.close()


@contextlib.contextmanager
def labelstudio_server(executable: str, folder: Path) -> Iterator[str]:
    """Run a server on a free port.

    Args:
        executable: ``label-studio`` of an environment of its own.
        folder: An empty folder for its data.

    Yields:
        Its address.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "LABEL_STUDIO_BASE_DATA_DIR": str(folder),
        "COLLECT_ANALYTICS": "false",
        "LATEST_VERSION_CHECK": "false",
        "SENTRY_DSN": "",
        "FRONTEND_SENTRY_DSN": "",
    }
    command = [executable, "start", "--no-browser", "--internal-host", "127.0.0.1", "--host", address]
    command += ["--port", str(port), "--data-dir", str(folder)]
    with (folder / "server.log").open("w", encoding="utf-8") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)
        try:
            _wait(address, process, folder / "server.log")
            yield address
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(timeout=60)


def _wait(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        assert process.poll() is None, log.read_text(encoding="utf-8")[-2000:]
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(f"{address}/health", timeout=5).is_success:
                return
        time.sleep(1)
    raise AssertionError(f"no server after {START_SECONDS} seconds: {log.read_text(encoding='utf-8')[-2000:]}")
