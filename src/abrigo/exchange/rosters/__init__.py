"""Rosters as they really come: a file in, lines a clerk can take, and every doubt with its remedy."""
