"""What can be written down: facts, frozen and in the past tense."""
