"""From paragraphs to labels: codebook, label events, agreement, adjudication, gold."""
