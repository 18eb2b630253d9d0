"""The transcript parser: normalised text to turns, paragraphs and what was left out."""
