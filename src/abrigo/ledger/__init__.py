"""What was written: bytes and their order, knowing nothing of children."""
