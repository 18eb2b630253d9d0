"""Getting one file of a dataset on the Hugging Face Hub."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stancebench import __version__
from stancebench.corpus.manifest import Part
from stancebench.corpus.retry import FetchError, Patience, status_error
from stancebench.corpus.source import Source
from stancebench.files import sha256_file

if TYPE_CHECKING:
    from tqdm import tqdm

FOLDER = ".hub"
"""Where the Hub's client keeps unfinished downloads, within the folder of the source."""


class HubFetcher:
    """The Hub's own client, held to the manifest.

    Args:
        source: A source of the kind ``hf``.
        root: The folder of the source in the store.
        patience: How politely and how long to ask.
    """

    def __init__(self, source: Source, root: Path, patience: Patience) -> None:
        self._source = source
        self._folder = root / FOLDER
        self._patience = patience
        self._pace = patience.pace()

    def fetch(self, part: Part, target: Path) -> None:
        """Get one file; `target` is replaced only by bytes that have the hash.

        Args:
            part: Path, hash and size as the manifest lists them.
            target: Where to put it.

        Raises:
            FetchError: The file was not got.
        """
        self._patience.retrying()(self._once, part, target)

    def close(self) -> None:
        """Remove what the client keeps, when no unfinished download is in it."""
        if not any(self._folder.rglob("*.incomplete")):
            shutil.rmtree(self._folder, ignore_errors=True)

    def _once(self, part: Part, target: Path) -> None:
        from huggingface_hub import errors, hf_hub_download

        limit = self._patience.largest if part.n_bytes is None else part.n_bytes
        wanted: dict[str, Any] = {
            "repo_id": self._source.repo_id,
            "repo_type": "dataset",
            "filename": part.path,
            "revision": self._source.revision,
            "endpoint": os.environ.get("HF_ENDPOINT") or None,
            "library_name": "stancebench",
            "library_version": __version__,
        }
        self._pace()
        try:
            got = Path(hf_hub_download(**wanted, local_dir=self._folder, tqdm_class=_bounded(limit)))
        except errors.GatedRepoError:
            reason = "the Hub asks you to accept the dataset's terms and to log in (hf auth login)"
            raise FetchError(reason, whole=True) from None
        except errors.RevisionNotFoundError:
            raise FetchError(f"the Hub has no revision {self._source.revision[:12]}…", whole=True) from None
        except errors.RepositoryNotFoundError:
            reason = f"the Hub has no dataset {self._source.repo_id}, or not for you"
            raise FetchError(reason, whole=True) from None
        except errors.HfHubHTTPError as error:
            raise status_error(error.response.status_code, error.response.headers.get("Retry-After")) from None
        except errors.LocalEntryNotFoundError as error:
            raise _cause(error) from None
        except OSError as error:
            if error.errno:
                raise
            raise FetchError("the connection ended before the whole file came", again=True) from None
        except (errors.HFValidationError, errors.FileMetadataError) as error:
            raise FetchError(f"the Hub's client refuses it ({str(error).splitlines()[0]})") from None
        if sha256_file(got) != part.sha256:
            got.unlink()
            raise FetchError("the server's file has another sha256 than the manifest", wrong=True)
        target.parent.mkdir(parents=True, exist_ok=True)
        got.replace(target)


def _cause(error: BaseException) -> FetchError:
    """Find why the client gave up; it wraps the answer of the server."""
    cause: BaseException | None = error
    while cause is not None:
        answer = getattr(cause, "response", None)
        if answer is not None:
            return status_error(answer.status_code, answer.headers.get("Retry-After"))
        cause = cause.__cause__ or cause.__context__
    if os.environ.get("HF_HUB_OFFLINE", "0").lower() in {"1", "on", "true", "yes"}:
        return FetchError("the Hub's client is offline, as HF_HUB_OFFLINE says", whole=True)
    return FetchError("the server cannot be reached", again=True)


def _bounded(limit: int) -> type[tqdm[Any]]:
    """Make a silent progress bar that stops a body which is too large."""
    from tqdm import tqdm

    class Bounded(tqdm):  # type: ignore[type-arg] # generic in its types only
        def __init__(self, *args: Any, **options: Any) -> None:
            options.pop("name", None)
            self._got = options.get("initial") or 0
            super().__init__(*args, **{**options, "disable": True})

        def update(self, n: float | None = 1) -> bool | None:
            self._got += n or 0
            if self._got > limit:
                raise FetchError(f"the server's file is larger than expected ({limit} bytes)", wrong=True)
            return super().update(n)

    return Bounded
