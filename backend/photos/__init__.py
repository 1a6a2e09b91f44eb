"""The photo gate: bytes as received are sealed, decoded away from us, and only our own encodes are shown."""

from backend.photos.actions import MOST_BYTES, NewPhoto, add_photo
from backend.photos.events import PhotoReady, PhotoRefused
from backend.photos.gate import Gate
from backend.photos.lifecycle import REFUSAL_WORDS, PhotoState, Refusal
from backend.photos.models import Photo, PhotoKind, PhotoUpload
from backend.photos.moving import move_photos
from backend.photos.ports import RENDITION_TYPE, Decoded, PhotoDecoder, PhotoStore, Rendition, Undecodable
from backend.photos.queries import Strays, find_rendition, get_photo, list_photos, list_strays
from backend.photos.room import MOST_PHOTOS, count_room
from backend.photos.sweeping import sweep
from backend.photos.uploads import (
    NewUpload,
    Upload,
    begin_upload,
    end_upload,
    finish_upload,
    forget_abandoned,
    get_upload,
    list_whole_uploads,
    read_sha256,
)

__all__ = [
    "MOST_BYTES",
    "MOST_PHOTOS",
    "REFUSAL_WORDS",
    "RENDITION_TYPE",
    "Decoded",
    "Gate",
    "NewPhoto",
    "NewUpload",
    "Photo",
    "PhotoDecoder",
    "PhotoKind",
    "PhotoReady",
    "PhotoRefused",
    "PhotoState",
    "PhotoStore",
    "PhotoUpload",
    "Refusal",
    "Rendition",
    "Strays",
    "Undecodable",
    "Upload",
    "add_photo",
    "begin_upload",
    "count_room",
    "end_upload",
    "find_rendition",
    "finish_upload",
    "forget_abandoned",
    "get_photo",
    "get_upload",
    "list_photos",
    "list_strays",
    "list_whole_uploads",
    "move_photos",
    "read_sha256",
    "sweep",
]
