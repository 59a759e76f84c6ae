"""What a camera sees: a film for Chromium's fake camera, made of QR codes and nothing else."""

from collections.abc import Sequence
from pathlib import Path

WIDE, TALL = 640, 480
WHITE, BLACK = b"\xeb", b"\x10"


def film(words: Sequence[str], path: Path, *, rate: int = 25, torn: bool = False) -> Path:
    """A y4m in which each of `words` stands for one frame, `rate` frames a second, again and again."""
    frames = b"".join(b"FRAME\n" + frame(each, torn=torn) for each in (words if len(words) > 1 else [words[0]] * 2))
    whole = path.with_name(path.name + ".new")
    whole.write_bytes(f"YUV4MPEG2 W{WIDE} H{TALL} F{rate}:1 Ip A1:1 C420jpeg\n".encode() + frames)
    whole.replace(path)  # a camera still open goes on with the film it began
    return path


def frame(words: str, *, torn: bool = False) -> bytes:
    """One picture: black squares on white, no colour. Torn: its corners still say that it is a code, its words do not."""
    import segno

    rows = [list(row) for row in segno.make(words, error="m", micro=False).matrix]
    if torn:
        for y, row in enumerate(rows):
            for x in range(len(row)):
                if 9 <= y < len(rows) - 9 or 9 <= x < len(rows) - 9:
                    row[x] ^= (x * 7 + y * 3) % 5 < 2 and 6 not in (x, y)
    size = min(WIDE, TALL) // (len(rows) + 8)
    left, top = (WIDE - size * len(rows)) // 2, (TALL - size * len(rows)) // 2
    luma = bytearray(WHITE * (WIDE * TALL))
    for y, row in enumerate(rows):
        dark = b"".join((BLACK if on else WHITE) * size for on in row)
        for line in range(size):
            at = (top + y * size + line) * WIDE + left
            luma[at : at + len(dark)] = dark
    return bytes(luma) + b"\x80" * (WIDE * TALL // 2)
