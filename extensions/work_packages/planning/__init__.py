"""The planning domain: work packages, their records, and the roadmap computed from them.

Pure functions over plain values. Nothing in here knows Copier, reads a disk or asks a clock.
"""
