"""The child that decodes one photo, and all of it that touches a stranger's bytes.

Run by path, isolated, with nothing of the house: ``python -I photo_child.py MEMORY_BYTES CPU_SECONDS``. It limits itself,
says ``ready`` when it can work, reads the photo from standard input, and writes one line of JSON and then its encodes,
largest first, to standard output. Only the first picture of a file is decoded; a file of many is refused unseen.
"""

import io
import json
import os
import re
import resource
import sys
import warnings
from typing import Any

SIZES = {"full": 4096, "display": 1280, "thumb": 320}
"""Our encodes, largest first: the pixels of the longer side at most."""
MOST_PIXELS = 40_000_000
MOST_FRAMES = 16
"""Telephones keep a few pictures in a file: a burst, a depth map. More is a film, or a trap."""
MOST_OUTPUT_BYTES = 32_000_000
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")

_EXIF, _GPS, _ORIENTATION = 0x8769, 0x8825, 0x0112
_TAKEN, _TAKEN_OFFSET = 0x9003, 0x9011
_TURNED = (5, 6, 7, 8)
_UNREADABLE_CLAIM = (ValueError, TypeError, KeyError, IndexError, AttributeError, ArithmeticError, OSError, SyntaxError)


def limit_self(memory_bytes: int, cpu_seconds: int) -> None:
    """Bound memory, processor time, output and open files; leave no core file behind."""
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_OUTPUT_BYTES, MOST_OUTPUT_BYTES))
    resource.setrlimit(resource.RLIMIT_NOFILE, (32, 32))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(10)


class TooManyFrames(Exception):
    """More pictures in a file than a photo has."""


def decode(content: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """The photo's facts, and our encodes, largest first. Raises whatever the bytes provoke."""
    from PIL import Image

    with Image.open(io.BytesIO(content), formats=FORMATS) as image:
        if getattr(image, "n_frames", 1) > MOST_FRAMES:
            raise TooManyFrames
        exif = image.getexif()
        turned = exif.get(_ORIENTATION) in _TURNED
        width, height = image.size[::-1] if turned else image.size
        facts = {"width": width, "height": height, "taken": read_taken(exif), "position": read_position(exif)}
        shown = make_upright(image)
    encodes = []
    for pixels in SIZES.values():
        shown.thumbnail((pixels, pixels))
        encodes.append(encode(shown))
    return facts, encodes


def make_upright(image: Any) -> Any:
    """A picture of at most 4096 pixels, upright, in sRGB, on white where it was transparent, with no words of its own."""
    from PIL import Image, ImageOps

    if image.mode in ("P", "PA", "1"):
        image = image.convert("RGBA")
    profile = image.info.get("icc_profile")
    image.thumbnail((SIZES["full"], SIZES["full"]))  # first of all: what follows copies the picture
    image = ImageOps.exif_transpose(image)
    if image.has_transparency_data:
        image = image.convert("RGBA")
        clean = Image.new("RGB", image.size, "white")
        clean.paste(image, mask=image.getchannel("A"))
        return clean
    clean = Image.new("RGB", image.size)
    clean.paste(convert_colours(image, profile))
    return clean


def convert_colours(image: Any, profile: bytes | None) -> Any:
    """The picture in sRGB; a colour profile nobody can read is left aside."""
    from PIL import ImageCms

    if profile:
        try:
            own, ours = ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB")
            return ImageCms.profileToProfile(image, own, ours, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass
    return image.convert("RGB")


def encode(image: Any) -> bytes:
    """The picture as a JPEG that holds nothing but pixels."""
    written = io.BytesIO()
    image.save(written, "JPEG", quality=82, optimize=True, progressive=True)
    return written.getvalue()


def read_taken(exif: Any) -> str | None:
    """When the camera says it was taken, ISO 8601; with an offset only where the camera gave one."""
    try:
        own = exif.get_ifd(_EXIF)
        moment = re.fullmatch(r"(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)", str(own.get(_TAKEN, "")).strip("\0 "))
        offset = re.fullmatch(r"[+-]\d\d:\d\d", str(own.get(_TAKEN_OFFSET, "")).strip("\0 "))
        if moment is None:
            return None
        return f"{moment[1]}-{moment[2]}-{moment[3]}T{moment[4]}{offset[0] if offset else ''}"
    except _UNREADABLE_CLAIM:
        return None


def read_position(exif: Any) -> tuple[float, float] | None:
    """Longitude and latitude, WGS 84, where the camera says it stood."""
    try:
        gps = exif.get_ifd(_GPS)
        latitude = _degrees(gps[2]) * (-1 if gps[1] == "S" else 1)
        longitude = _degrees(gps[4]) * (-1 if gps[3] == "W" else 1)
    except _UNREADABLE_CLAIM:
        return None
    # Zero, zero is what a camera writes that does not know.
    known = abs(latitude) <= 90 and abs(longitude) <= 180 and (latitude, longitude) != (0, 0)
    return (longitude, latitude) if known else None


def _degrees(parts: Any) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    return degrees + minutes / 60 + seconds / 3600


def main() -> int:
    """Decode standard input; says why in one word where it cannot."""
    limit_self(int(sys.argv[1]), int(sys.argv[2]))
    import pi_heif
    from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError  # noqa: F401  # all, before we say ready

    pi_heif.register_heif_opener(thumbnails=False)
    pi_heif.options.DECODE_THREADS = 1
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    out = sys.stdout.buffer
    out.write(b"ready\n")
    out.flush()
    facts, encodes = look_at(sys.stdin.buffer.read())
    facts |= {"lengths": {size: len(encode) for size, encode in zip(SIZES, encodes, strict=False)}}
    out.write(json.dumps(facts).encode() + b"\n" + b"".join(encodes))
    return 0


def look_at(content: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """What ``decode`` finds, or why there is nothing to show."""
    from PIL import Image, UnidentifiedImageError

    try:
        return decode(content)
    except UnidentifiedImageError:
        why = "not_a_photo"
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        why = "too_many_pixels"
    except TooManyFrames:
        why = "too_many_frames"
    except MemoryError:
        why = "too_demanding"
    return {"refused": why}, []


if __name__ == "__main__":
    sys.exit(main())
