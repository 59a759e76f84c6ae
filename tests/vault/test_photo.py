"""A photo shows a face and nothing else: not where, not with what, not by whom."""

import io
import struct
import zlib
from hashlib import sha256

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from abrigo.vault.photo import PhotoRefused, derive

GPS = 0x8825


def picture(kind: str, size=(640, 480), **more) -> bytes:
    out = io.BytesIO()
    image = Image.new("RGB", size, (200, 120, 40))
    image.paste((10, 20, 250), (0, 0, size[0] // 2, size[1] // 2))  # the upper left quarter is blue
    image.save(out, kind, **more)
    return out.getvalue()


def marked_exif(orientation: int = 1) -> Image.Exif:
    exif = Image.Exif()
    exif[0x010F] = "SECRETMAKER"
    exif[0x0112] = orientation
    exif.get_ifd(GPS).update({1: "N", 2: (14.0, 35.0, 57.0), 3: "W", 4: (90.0, 30.0, 47.0), 29: "2024:12:22"})
    exif.get_ifd(0x8769)[0x927C] = b"SECRETNOTE"
    return exif


def samples() -> dict[str, bytes]:
    text = PngInfo()
    text.add_text("Comment", "SECRETTEXT")
    text.add_itxt("XML:com.adobe.xmp", "<x>SECRETXMP</x>")
    made = {
        "JPEG": picture("JPEG", exif=marked_exif(), comment=b"SECRETCOMMENT", xmp=b"<x>SECRETXMP</x>"),
        "PNG": picture("PNG", pnginfo=text, exif=marked_exif()),
        "WEBP": picture("WEBP", exif=marked_exif(), xmp=b"<x>SECRETXMP</x>"),
    }
    pillow_heif = pytest.importorskip("pillow_heif")
    pillow_heif.register_heif_opener()
    made["HEIF"] = picture("HEIF", exif=marked_exif().tobytes(), xmp=b"<x>SECRETXMP</x>")
    return made


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_nothing_but_the_picture_is_left(kind):
    raw = samples()[kind]
    assert b"SECRET" in raw
    derived = derive(raw)
    assert derived.digest == sha256(raw).hexdigest()
    for shown in (derived.full, derived.thumb):
        assert b"SECRET" not in shown
        again = Image.open(io.BytesIO(shown))
        assert again.format == "WEBP"
        assert dict(again.getexif()) == {}
        assert not {"exif", "xmp", "icc_profile", "comment"} & set(again.info)
    assert Image.open(io.BytesIO(derived.thumb)).size == (240, 180)


def test_a_photo_taken_sideways_stands_upright():
    derived = derive(picture("JPEG", exif=marked_exif(orientation=6)))  # the camera was turned: 90 degrees clockwise
    shown = Image.open(io.BytesIO(derived.full)).convert("RGB")
    assert shown.size == (480, 640)
    red, _, blue = shown.getpixel((470, 10))
    assert blue > red  # the blue quarter is now at the upper right


def test_a_large_photo_is_shown_smaller():
    derived = derive(picture("JPEG", size=(4000, 3000)))
    assert (derived.width, derived.height) == (1600, 1200)


def test_transparency_becomes_white_and_not_black():
    out = io.BytesIO()
    Image.new("RGBA", (50, 50), (0, 0, 0, 0)).save(out, "PNG")
    assert Image.open(io.BytesIO(derive(out.getvalue()).full)).convert("RGB").getpixel((25, 25)) > (250, 250, 250)


def png_claiming(width: int, height: int) -> bytes:
    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "photo-empty"),
        (b"\xff\xd8" + b"x" * (26 * 1024 * 1024), "photo-too-large"),
        (b"%PDF-1.7 not a photo", "photo-unknown-type"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "photo-unknown-type"),
        (b"GIF89a" + b"\0" * 50, "photo-unknown-type"),
        (picture("BMP"), "photo-unknown-type"),
        (picture("TIFF"), "photo-unknown-type"),
        (png_claiming(60_000, 60_000), "photo-too-many-pixels"),
        (png_claiming(9_000, 9_000), "photo-too-many-pixels"),
        (png_claiming(2_000, 2_000), "photo-damaged"),
        (picture("JPEG")[:2000], "photo-damaged"),
        (picture("PNG")[:300], "photo-damaged"),
    ],
)
def test_what_is_not_a_sound_photo_is_refused_with_its_reason(raw, code):
    with pytest.raises(PhotoRefused) as refused:
        derive(raw)
    assert refused.value.code == code


def test_a_name_in_the_upload_cannot_make_another_type_of_it():
    """Type is read from the content: there is no name to believe."""
    assert derive(picture("PNG")).media_type == "image/png"
