"""Packages that only some commands need."""

from __future__ import annotations

import importlib.util

from stancebench.errors import UserError, some


def require_extra(extra: str, *modules: str) -> None:
    """Refuse to go on without the packages of an optional extra.

    Args:
        extra: Name of the extra in `pyproject.toml`.
        modules: Import names of the packages that are needed.

    Raises:
        UserError: One of them is not installed.
    """
    missing = [name for name in modules if importlib.util.find_spec(name) is None]
    if missing:
        raise UserError(
            f"{some(missing)} is not installed",
            expected=f"the extra [{extra}]",
            fix=f'pip install "stancebench[{extra}]"',
        )
