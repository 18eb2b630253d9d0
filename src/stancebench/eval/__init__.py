"""From saved predictions to scores, intervals and the report."""
