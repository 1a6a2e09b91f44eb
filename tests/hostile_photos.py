"""What hostile senders send: bombs, films of ten thousand frames, photos that are other things too, words in every tag.

``HOSTILE`` names each with what must become of it at the gate: "ready", or why it is refused.
"""

import base64
import binascii
import io
import struct
import zipfile
import zlib
from collections.abc import Callable

from PIL import Image, PngImagePlugin

from tests.photo_builders import _HEIC, build_bomb, build_gif, build_heic, build_jpeg, build_truncated_jpeg

MARK = b"AMIRA-SECRET-58.2N-18.6E"
"""Stands in every place a file has for words. Nothing we serve may hold it."""
XMP = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'><exif:GPSLatitude>58,12N</exif:GPSLatitude>" + MARK + b"</x:xmpmeta>"
PDF = b"%PDF-1.4\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\n" + MARK + b"\n%%EOF"


def build_png_film(frames: int = 10_000) -> bytes:
    """An animated PNG of so many frames, each a pixel."""
    pixel = zlib.compress(b"\0\xff\0\0")
    parts = [b"\x89PNG\r\n\x1a\n", _chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))]
    parts.append(_chunk(b"acTL", struct.pack(">II", frames, 0)))
    number = 0
    for frame in range(frames):
        parts.append(_chunk(b"fcTL", struct.pack(">IIIIIHHBB", number, 1, 1, 0, 0, 1, 10, 0, 0)))
        number += 1
        if frame == 0:
            parts.append(_chunk(b"IDAT", pixel))
        else:
            parts.append(_chunk(b"fdAT", struct.pack(">I", number) + pixel))
            number += 1
    return b"".join([*parts, _chunk(b"IEND", b"")])


def build_webp_film(frames: int = 200) -> bytes:
    """An animated WebP."""
    pictures = [Image.new("RGB", (2, 2), (n % 256, n // 256, 0)) for n in range(frames)]
    return _saved(pictures[0], "WEBP", save_all=True, append_images=pictures[1:], duration=10, lossless=True)


def build_png_that_lies(width: int = 60_000, height: int = 60_000) -> bytes:
    """A PNG of 3.6 thousand million pixels with a few bytes behind them."""
    header = _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + _chunk(b"IDAT", zlib.compress(b"\0" * 100)) + _chunk(b"IEND", b"")


def build_words_bomb() -> bytes:
    """A small PNG with compressed words that unpack to 200 MB."""
    words = b"zTXt", b"Comment\0\0" + zlib.compress(b"\0" * 200_000_000, 9)
    picture = _saved(Image.new("RGB", (20, 20), (9, 9, 9)), "PNG")
    return picture[:33] + _chunk(*words) + picture[33:]


def build_heic_grid(columns: int = 24, rows: int = 26) -> bytes:
    """A HEIC of ``columns`` × ``rows`` tiles of 320 × 200, all the same few bytes: 24 × 26 are 39.9 million pixels."""
    one = base64.b64decode(_HEIC)
    tile, exif = one[0x1C5 : 0x1C5 + 0xCF], one[0x294 : 0x294 + 0xF2]
    width, height = columns * 320, rows * 200
    grid = struct.pack(">BBBBII", 0, 1, rows - 1, columns - 1, width, height)
    tiles = range(3, 3 + columns * rows)
    items = [(1, b"grid", grid), (2, b"Exif", exif), *((each, b"hvc1", tile) for each in tiles)]
    begins = {b"grid": 0, b"Exif": len(grid), b"hvc1": len(grid) + len(exif)}
    of_one = one[one.index(b"ipco") - 4 :][:192]
    properties = _box(b"ipco", of_one[8:] + _box(b"ispe", struct.pack(">III", 0, width, height)))
    shown = [b"\0\x01\x02\x06\x04", *(struct.pack(">H", each) + b"\x04\x81\x02\x03\x04" for each in tiles)]
    infos = [  # a tile is hidden, as telephones write it
        _box(b"infe", b"\x02\0\0" + bytes([kind == b"hvc1"]) + struct.pack(">HH", each, 0) + kind + b"\0")
        for each, kind, _ in items
    ]
    refers = _box(b"dimg", struct.pack(f">HH{len(tiles)}H", 1, len(tiles), *tiles))
    refers += _box(b"cdsc", struct.pack(">HHH", 2, 1, 1))

    def build(start: int) -> bytes:
        places = [
            struct.pack(">HHHII", each, 0, 1, start + begins[kind], len(content)) for each, kind, content in items
        ]
        meta = (
            _box(b"hdlr", b"\0" * 8 + b"pict" + b"\0" * 13)
            + _box(b"pitm", b"\0\0\0\0\0\x01")
            + _box(b"iloc", b"\0\0\0\0\x44\0" + struct.pack(">H", len(items)) + b"".join(places))
            + _box(b"iinf", b"\0\0\0\0" + struct.pack(">H", len(items)) + b"".join(infos))
            + _box(b"iref", b"\0\0\0\0" + refers)
            + _box(b"iprp", properties + _box(b"ipma", struct.pack(">II", 0, len(shown)) + b"".join(shown)))
        )
        return one[:28] + _box(b"meta", b"\0\0\0\0" + meta)

    return build(len(build(0)) + 8) + _box(b"mdat", grid + exif + tile)


def build_jpeg_full_of_words() -> bytes:
    """A photo with a place and words in Exif, XMP, IPTC, a comment, a colour profile's stead, and after its end."""
    image = Image.new("RGB", (300, 200), (30, 90, 30))
    exif = Image.Exif()
    for tag in (0x010E, 0x010F, 0x0110, 0x0131, 0x013B, 0x8298, 0x9C9B, 0x9C9C):
        exif[tag] = MARK.decode()
    exif.get_ifd(0x8769).update({0x9286: MARK, 0x927C: MARK, 0x9003: "2026:03:02 11:30:00"})
    exif.get_ifd(0x8825).update(
        {1: "N", 2: (58.0, 12.0, 0.0), 3: "E", 4: (18.0, 36.0, 0.0), 27: MARK, 28: MARK, 29: "2026:03:02"}
    )
    photo = _saved(image, "JPEG", exif=exif, comment=MARK, xmp=XMP)
    iptc = b"Photoshop 3.0\x008BIM\x04\x04\0\0" + struct.pack(">I", len(MARK) + 5) + b"\x1c\x02\x78\0\x18" + MARK
    extra = b"".join(_segment(0xE0 + n, MARK) for n in range(3, 16) if n != 14) + _segment(0xED, iptc)
    return photo[:2] + extra + photo[2:] + MARK


def build_png_full_of_words() -> bytes:
    """A PNG with words of every kind."""
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", MARK.decode())
    words.add_text("Zipped", MARK.decode(), zip=True)
    words.add_itxt("XML:com.adobe.xmp", XMP.decode())
    exif = Image.Exif()
    exif[0x010E] = MARK.decode()
    exif.get_ifd(0x8825).update({1: "N", 2: (58.0, 12.0, 0.0), 3: "E", 4: (18.0, 36.0, 0.0)})
    return _saved(Image.new("RGB", (30, 20)), "PNG", pnginfo=words, exif=exif)


def build_webp_full_of_words() -> bytes:
    """A WebP with Exif and XMP."""
    exif = Image.Exif()
    exif[0x010E] = MARK.decode()
    exif.get_ifd(0x8825).update({1: "N", 2: (58.0, 12.0, 0.0), 3: "E", 4: (18.0, 36.0, 0.0)})
    return _saved(Image.new("RGB", (30, 20)), "WEBP", exif=exif, xmp=XMP)


def build_zip_polyglot() -> bytes:
    """A photo that opens as an archive too."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("run.html", MARK)
    photo = build_jpeg(size=(80, 60))
    return photo + packed.getvalue()


def build_pdf_polyglot() -> bytes:
    """A photo that opens as a PDF too: its header stands in a comment at the beginning."""
    photo = build_jpeg(size=(80, 60))
    return photo[:2] + _segment(0xFE, PDF) + photo[2:] + PDF


def build_pdf_with_photo() -> bytes:
    """A PDF with a photo in it."""
    return PDF + build_jpeg(size=(80, 60))


def build_svg() -> bytes:
    """A drawing that runs."""
    return b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'>" + MARK + b"</svg>"


def build_truncated_heic() -> bytes:
    """A telephone's photo that did not arrive whole."""
    whole = build_heic()
    return whole[: len(whole) * 2 // 3]


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "bomb, 41 million pixels": (build_bomb, "too_many_pixels"),
    "PNG that says 60 000 × 60 000": (build_png_that_lies, "too_many_pixels"),
    "PNG, words unpack to 200 MB": (build_words_bomb, "refused"),
    "PNG film of 10 000 frames": (build_png_film, "too_many_frames"),
    "WebP film of 200 frames": (build_webp_film, "too_many_frames"),
    "HEIC of 39.9 million pixels": (build_heic_grid, "ready"),
    "HEIC of 61 million pixels": (lambda: build_heic_grid(30, 32), "too_many_pixels"),
    "JPEG cut in half": (build_truncated_jpeg, "damaged"),
    "HEIC cut": (build_truncated_heic, "refused"),
    "JPEG that is a zip": (build_zip_polyglot, "ready"),
    "JPEG that is a PDF": (build_pdf_polyglot, "ready"),
    "PDF with a JPEG in it": (build_pdf_with_photo, "not_a_photo"),
    "JPEG, place in every tag": (build_jpeg_full_of_words, "ready"),
    "PNG, place in every tag": (build_png_full_of_words, "ready"),
    "WebP, place in every tag": (build_webp_full_of_words, "ready"),
    "HEIC with a place": (build_heic, "ready"),
    "SVG with a script": (build_svg, "not_a_photo"),
    "GIF": (build_gif, "not_a_photo"),
    "25 MB of nothing": (lambda: b"\0" * 25_000_000, "not_a_photo"),
    "JPEG of 24 MB of zeros behind it": (lambda: build_jpeg() + b"\0" * 24_000_000, "ready"),
}
"""By name: how it is made, and its fate: "ready", a reason, or "refused" for any reason."""


def find_foreign(content: bytes) -> list[str]:
    """What in a picture we serve is not of our own making; nothing where all is as it should."""
    found = []
    with Image.open(io.BytesIO(content)) as picture:
        picture.load()
        if picture.format != "JPEG":
            found.append(f"format {picture.format}")
        strange = set(picture.info) - {
            "jfif",
            "jfif_version",
            "jfif_unit",
            "jfif_density",
            "progressive",
            "progression",
        }
        found += [f"info {name}" for name in sorted(map(str, strange))]
        if len(picture.getexif()):
            found.append("exif")
    found += [f"segment {marker:#x}" for marker in _list_segments(content) if marker not in _OURS]
    if not content.endswith(b"\xff\xd9"):
        found.append("bytes after the end")
    for words in (MARK, b"Amira", b"<script", b"PK\x03\x04", b"%PDF", b"GPS", b"xmpmeta"):
        if words in content:
            found.append(repr(words))
    return found


_OURS = {0xE0, 0xDB, 0xC2, 0xC4, 0xDA}
"""JFIF, tables, the progressive frame and its scans: what our encoder writes, and nothing else."""


def _list_segments(content: bytes) -> list[int]:
    """The markers of a JPEG up to its first scan."""
    markers, at = [], 2
    while at + 4 <= len(content) and content[at] == 0xFF:
        markers.append(content[at + 1])
        if content[at + 1] == 0xDA:
            break
        at += 2 + int.from_bytes(content[at + 2 : at + 4], "big")
    return markers


def _segment(marker: int, content: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(content) + 2) + content


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", binascii.crc32(kind + content))


def _box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content) + 8) + kind + content


def _saved(image: Image.Image, kind: str, **options: object) -> bytes:
    written = io.BytesIO()
    image.save(written, kind, **options)
    return written.getvalue()
