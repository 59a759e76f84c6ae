"""What is measured, one file a bench: `run(short)` gives figures. They are proofs of speed, and tests of nothing."""
