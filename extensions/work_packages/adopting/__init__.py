"""Adopting: a planning folder that was written by hand after the workflow, read as answers and kept current. Pure."""
