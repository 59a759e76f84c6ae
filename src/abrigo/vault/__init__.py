"""Bytes too heavy or too dangerous for the ledger: photos, scans, keys."""
