"""Real image bytes for tests: honest photos, and what hostile or unlucky senders send."""

import base64
import io

from PIL import Image, ImageDraw

TAKEN = "2026:03:02 11:30:00"


def build_jpeg(*, size: tuple[int, int] = (2000, 1200), orientation: int = 1, with_position: bool = True) -> bytes:
    """A photo with a yellow square in the stored picture's upper left corner, and a camera's words about it."""
    image = Image.new("RGB", size, (200, 60, 40))
    ImageDraw.Draw(image).rectangle((0, 0, size[0] // 4, size[1] // 4), fill=(255, 255, 0))
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Amiras kamera"
    exif.get_ifd(0x8769)[0x9003] = TAKEN
    exif.get_ifd(0x8769)[0x9011] = "+01:00"
    if with_position:
        exif.get_ifd(0x8825).update({1: "N", 2: (58.0, 12.0, 0.0), 3: "E", 4: (18.0, 36.0, 0.0)})
    return _saved(image, "JPEG", quality=85, exif=exif, comment=b"Amira skrev det har")


def build_png(*, size: tuple[int, int] = (40, 30), mode: str = "RGBA") -> bytes:
    """A picture with nothing in it."""
    return _saved(Image.new(mode, size), "PNG", compress_level=1)


def build_webp() -> bytes:
    """A small picture."""
    return _saved(Image.new("RGB", (50, 40), (10, 120, 30)), "WEBP")


def build_gif() -> bytes:
    """A kind of picture we do not take."""
    return _saved(Image.new("P", (50, 40)), "GIF")


def build_bomb() -> bytes:
    """41 million pixels in a few kilobytes."""
    return build_png(size=(6560, 6250), mode="1")


def build_truncated_jpeg() -> bytes:
    """A photo that did not arrive whole."""
    whole = build_jpeg()
    return whole[: len(whole) // 2]


POLYGLOT_WORDS = b"<script>alert(document.cookie)</script>"


def build_polyglot() -> bytes:
    """A photo that is a page with a script too."""
    image = Image.new("RGB", (64, 64), (1, 2, 3))
    return _saved(image, "JPEG", comment=POLYGLOT_WORDS) + POLYGLOT_WORDS


def build_heic() -> bytes:
    """320 × 200 stored, to be shown turned (200 × 320), with a camera's words. Ours can read but not write this."""
    return base64.b64decode(_HEIC)


def open_picture(content: bytes) -> Image.Image:
    """The picture in ``content``, loaded."""
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


def _saved(image: Image.Image, kind: str, **options: object) -> bytes:
    written = io.BytesIO()
    image.save(written, kind, **options)
    return written.getvalue()


_HEIC = (
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAaFtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAADRp"
    "bG9jAAAAAERAAAIAAQAAAAABxQABAAAAAAAAAM8AAgAAAAAClAABAAAAAAAAAPIAAAA4aWluZgAAAAAAAgAAABVpbmZlAgAAAAABAABo"
    "dmMxAAAAABVpbmZlAgAAAQACAABFeGlmAAAAAA5waXRtAAAAAAABAAAA4GlwcnAAAADAaXBjbwAAAHhodmNDAQNwAAAAkAAAAAAAPPAA"
    "/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAPLoCQGEAAQArQgEBA3AAAAMAkAAAAwAAAwA8oAoIDJZbqSSmubgIaDAgAAAD"
    "AyAAAAMAIWIAAQAHRAHBcrBiQAAAABNjb2xybmNseAABAA0ABoAAAAAUaXNwZQAAAAAAAAFAAAAAyAAAABBwaXhpAAAAAAMICAgAAAAJ"
    "aXJvdAMAAAAYaXBtYQAAAAAAAAABAAEFgQIDBIUAAAAaaXJlZgAAAAAAAAAOY2RzYwACAAEAAQAAAcltZGF0AAAAyygBrxMh/Zcfw/bT"
    "PAnf/4WKj//gIc8O/KXJPWPIThOWnU7x3kz4tVet9/y6b3fqKDtB3cNWWtm/dZV4rTgTvK+nbNV2Z8uM+Xr+nVZZKJb3Ly4QNyLyPTRz"
    "tAu2cceuK5m7oBJKnV75V6nVZTfYt9h+ZaHVq6+PcRHkygUnUwuTnAAO+NMm6UY2xK2XJfz0FUUAc4AAqAADgADOgJMAAIyAA3AAAAMA"
    "AAMAG/CHAAADAAADAAADAAADAAADAAADAAADAAADAAADAFdAAAAABkV4aWYAAE1NACoAAAAIAAQBEAACAAAACQAAAD4BEgADAAAAAQAG"
    "AACHaQAEAAAAAQAAAEiIJQAEAAAAAQAAAIIAAAAAUHJhY3RpY2UAAAACkAMAAgAAABQAAABmkBEAAgAAAAcAAAB6AAAAADIwMjY6MDM6"
    "MDIgMTE6MzA6MDAAKzAxOjAwAAAABAABAAIAAAACTgAAAAACAAUAAAADAAAAuAADAAIAAAACRQAAAAAEAAUAAAADAAAA0AAAAAAAAAA6"
    "AAAAAQAAAAwAAAABAAAAAAAAAAEAAAASAAAAAQAAACQAAAABAAAAAAAAAAE="
)
