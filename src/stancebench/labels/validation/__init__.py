"""Checking the procedure of labelling against labels that people gave."""
