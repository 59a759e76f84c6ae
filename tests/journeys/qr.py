"""What a camera sees: a film for Chromium's fake camera, made of QR codes and nothing else."""

from collections.abc import Sequence
from pathlib import Path

WIDE, TALL = 640, 480
WHITE, BLACK = b"\xeb", b"\x10"


def film(words: Sequence[str], path: Path, *, rate: int = 25) -> Path:
    """A y4m in which each of `words` stands for one frame, `rate` frames a second, again and again."""
    frames = b"".join(b"FRAME\n" + frame(each) for each in (words if len(words) > 1 else [words[0]] * 2))
    path.write_bytes(f"YUV4MPEG2 W{WIDE} H{TALL} F{rate}:1 Ip A1:1 C420jpeg\n".encode() + frames)
    return path


def frame(words: str) -> bytes:
    """One picture: black squares on white, no colour."""
    import segno

    rows = [list(row) for row in segno.make(words, error="m", micro=False).matrix]
    size = min(WIDE, TALL) // (len(rows) + 8)
    left, top = (WIDE - size * len(rows)) // 2, (TALL - size * len(rows)) // 2
    luma = bytearray(WHITE * (WIDE * TALL))
    for y, row in enumerate(rows):
        dark = b"".join((BLACK if on else WHITE) * size for on in row)
        for line in range(size):
            at = (top + y * size + line) * WIDE + left
            luma[at : at + len(dark)] = dark
    return bytes(luma) + b"\x80" * (WIDE * TALL // 2)
