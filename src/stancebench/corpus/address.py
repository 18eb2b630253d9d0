"""Addresses that texts may come from: https, or plain http on this machine."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit


def is_loopback(host: str) -> bool:
    """Whether a host name is this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def address_fault(url: str, *, loopback: bool = True) -> str:
    """Say what is wrong with an address.

    Args:
        url: The address.
        loopback: Whether plain http is allowed for hosts that are this machine.

    Returns:
        One phrase, or nothing when texts may come from there.
    """
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError as error:
        return f"it is no address ({error})"
    if not host:
        return "it names no host"
    if parts.username or parts.password:
        return "it holds a user name or password"
    if parts.scheme == "https" or (parts.scheme == "http" and loopback and is_loopback(host)):
        return ""
    return f"its scheme is {parts.scheme or 'missing'}, not https"
