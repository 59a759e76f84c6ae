"""Registers that others lend, as they really come: a table, a PFIF file, what Primero writes. Read, never believed."""
