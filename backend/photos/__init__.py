"""The photo gate: bytes as received are sealed, decoded away from us, and only our own encodes are shown."""

from backend.photos.actions import MOST_BYTES, NewPhoto, add_photo
from backend.photos.events import PhotoReady, PhotoRefused
from backend.photos.gate import Gate
from backend.photos.lifecycle import REFUSAL_WORDS, PhotoState, Refusal
from backend.photos.models import Photo, PhotoKind
from backend.photos.ports import RENDITION_TYPE, Decoded, PhotoDecoder, PhotoStore, Rendition, Undecodable
from backend.photos.queries import Strays, find_rendition, get_photo, list_photos, list_strays

__all__ = [
    "MOST_BYTES",
    "REFUSAL_WORDS",
    "RENDITION_TYPE",
    "Decoded",
    "Gate",
    "NewPhoto",
    "Photo",
    "PhotoDecoder",
    "PhotoKind",
    "PhotoReady",
    "PhotoRefused",
    "PhotoState",
    "PhotoStore",
    "Refusal",
    "Rendition",
    "Strays",
    "Undecodable",
    "add_photo",
    "find_rendition",
    "get_photo",
    "list_photos",
    "list_strays",
]
