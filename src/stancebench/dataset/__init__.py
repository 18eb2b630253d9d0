"""From gold labels to a Hugging Face dataset folder."""
