"""Measurements beside the peers, as ratios. `python -m benchmarks` runs them all."""
