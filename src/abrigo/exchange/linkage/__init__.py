"""Two registers laid beside each other: which lines may be one person, how surely, and why. It decides nothing."""
