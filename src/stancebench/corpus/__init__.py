"""From published transcripts to verified tables of documents and paragraphs."""
