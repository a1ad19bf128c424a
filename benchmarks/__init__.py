"""Measures how long the commands take, and writes docs/performance.md: `make bench` and `make bench-peers`."""
