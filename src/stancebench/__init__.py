"""A labelled dataset and evaluation harness for stance classification of transcript paragraphs."""

__version__ = "0.1.0"
