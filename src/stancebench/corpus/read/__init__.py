"""Readers: bytes of any published format to one normalised text with its blocks."""
