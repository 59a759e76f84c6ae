"""What is now the case: tables folded from facts, which can be dropped and rebuilt."""
