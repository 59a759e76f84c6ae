"""How much of a file is too much. A roster of 20,000 people is already a city; more is a mistake or an attack."""

BYTES = 20 * 1024 * 1024
"""Bytes of the file as it arrived, checked before anything looks inside."""

UNPACKED_BYTES = 100 * 1024 * 1024
"""Bytes a zipped workbook says it will become. A real roster of 20,000 lines unpacks to about 20 MB."""

UNPACKED_RATIO = 250
"""Unpacked over packed, for parts above `RATIO_FREE_BYTES`: honest worksheets stay under 50."""

RATIO_FREE_BYTES = 2 * 1024 * 1024

ZIP_PARTS = 2_000
SHEETS = 60
ROWS = 20_000
COLUMNS = 200
CELL_TEXT = 2_000
"""Characters in one cell; the rest is cut for reading, and the cut is reported."""

SEALED_MEMORY = 1_536 * 1024 * 1024
"""Address space, in bytes, of the process that decodes workbooks."""

SEALED_SECONDS = 20
"""Processor seconds for the same process; the wall clock is given half as much again."""
