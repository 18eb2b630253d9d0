"""From the dataset to trained baselines, one module a family."""
