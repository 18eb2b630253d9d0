"""Metrics as local `evaluate.Metric` classes, one module each; the registry names them."""
