"""Phones, with a network or without."""
