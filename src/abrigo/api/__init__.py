"""JSON for agencies, programs and phones: the same door as the pages."""
