"""Abrigo: every child accounted for when many are taken into protective care at once."""
