"""Makes a photo safe to show: what it is by content, how large before opening, and nothing left but the picture."""

import io
import warnings
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from PIL import Image, ImageDraw, ImageFont, ImageOps

try:
    import pillow_heif

    pillow_heif.register_heif_opener(thumbnails=False)
    HEIC: tuple[str, ...] = ("HEIF",)
except ImportError:  # a platform without the wheel: iPhone photos are refused by name, not half read
    HEIC = ()

LARGEST_BYTES: Final = 25 * 1024 * 1024
LARGEST_PIXELS: Final = 64_000_000
FULL_SIDE: Final = 1600
THUMB_SIDE: Final = 240
FORMATS: Final = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "HEIF": "image/heic"}


class PhotoRefused(ValueError):
    """`code`: photo-empty, photo-too-large, photo-unknown-type, photo-too-many-pixels, photo-damaged."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Derived:
    """What may be shown (WebP without any metadata), and what the sealed original was."""

    full: bytes
    thumb: bytes
    digest: str  # SHA-256 of the original bytes, hex
    media_type: str  # of the original, by content
    width: int
    height: int


def derive(raw: bytes) -> Derived:
    """From uploaded bytes the two pictures we serve. The original's position, owner and camera stay sealed with it."""
    if not raw:
        raise PhotoRefused("photo-empty")
    if len(raw) > LARGEST_BYTES:
        raise PhotoRefused("photo-too-large")
    picture, kind = _open(raw)
    try:
        with picture:
            upright = _upright(picture, kind)
            full = _shrunk(upright, FULL_SIDE)
            shown, thumb = _webp(full, 82), _webp(_shrunk(full, THUMB_SIDE), 75)
            return Derived(shown, thumb, sha256(raw).hexdigest(), FORMATS[kind], *full.size)
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError, Image.DecompressionBombError) as wrong:
        raise PhotoRefused("photo-damaged") from wrong


def written_over(picture: Image.Image, words: str) -> Image.Image:
    """The same picture with `words` (ASCII) across it again and again: no part worth cutting out is without them."""
    size = max(8, min(picture.size) // 24)
    font = ImageFont.load_default(size)
    light, dark = Image.new("L", picture.size, 0), Image.new("L", picture.size, 0)
    wide = max(1, round(font.getlength(words + "   ")))
    for row, down in enumerate(range(size // 2, picture.height, size * 5)):
        for along in range(-(row % 2) * wide // 2, picture.width, wide):
            ImageDraw.Draw(dark).text((along + 1, down + 1), words, fill=110, font=font)
            ImageDraw.Draw(light).text((along, down), words, fill=130, font=font)
    over = picture.convert("RGB")
    over.paste("black", mask=dark)
    over.paste("white", mask=light)
    return over


def marked(webp: bytes, words: str) -> bytes:
    """One of our own pictures with `words` across it, for one viewer: WebP without metadata, made anew each time."""
    with Image.open(io.BytesIO(webp), formats=("WEBP",)) as picture:
        return _webp(written_over(picture.convert("RGB"), words), 82)


def _open(raw: bytes) -> tuple[Image.Image, str]:
    """Reads the header only: a picture that would fill the memory is refused before a pixel is decoded."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(raw), formats=("JPEG", "PNG", "WEBP", *HEIC))
    except Image.DecompressionBombError as wrong:
        raise PhotoRefused("photo-too-many-pixels") from wrong
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError) as wrong:
        raise PhotoRefused("photo-unknown-type") from wrong
    kind = "JPEG" if picture.format == "MPO" else str(picture.format)
    width, height = picture.size
    if width * height > LARGEST_PIXELS:
        picture.close()
        raise PhotoRefused("photo-too-many-pixels")
    if kind not in FORMATS or min(width, height) < 1:
        picture.close()
        raise PhotoRefused("photo-unknown-type")
    return picture, kind


def _upright(picture: Image.Image, kind: str) -> Image.Image:
    """Turned as the camera was held, then stripped to pixels; transparency becomes white."""
    if kind == "JPEG":
        picture.draft("RGB", (FULL_SIDE * 2, FULL_SIDE * 2))  # decode large photos at a fraction of the memory
    turned = ImageOps.exif_transpose(picture)
    if turned.mode in ("RGBA", "LA", "PA") or "transparency" in turned.info:
        layered = turned.convert("RGBA")
        white = Image.new("RGB", layered.size, "white")
        white.paste(layered, mask=layered.getchannel("A"))
        return white
    return turned.convert("RGB")


def _shrunk(picture: Image.Image, side: int) -> Image.Image:
    small = picture.copy()
    small.thumbnail((side, side), Image.Resampling.LANCZOS)
    return small


def _webp(picture: Image.Image, quality: int) -> bytes:
    """A fresh image from the pixels alone, so that nothing an earlier step kept can travel along."""
    bare = Image.frombytes("RGB", picture.size, picture.tobytes())
    out = io.BytesIO()
    bare.save(out, "WEBP", quality=quality, method=4, exif=b"", icc_profile=b"", xmp=b"")
    return out.getvalue()
