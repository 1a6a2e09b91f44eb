"""Where a private cluster lives: its programs, its folders, and the system user that owns them."""

import hashlib
import os
import pwd
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from backend.foundation.errors import Unavailable

OLDEST_RELEASE = 15
PORT = 5432  # only names the socket file; no network port is opened
LONGEST_SOCKET_PATH = 106  # bytes; the kernel's struct holds 107 and a zero
SHARED_HOME = Path("/var/lib/lagat")
PACKAGE = "postgresql-NN-postgis-3 (Debian 12: postgresql-15-postgis-3)"


@dataclass(frozen=True)
class ClusterHome:
    """The places of the cluster of ``var``. ``user``: the system user to become for its programs; None: we are it."""

    var: Path
    folder: Path
    sockets: Path
    programs: Path
    user: str | None

    @property
    def data(self) -> Path:
        """PostgreSQL's own data folder."""
        return self.folder / "data"

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.folder / "postgres.log"


def find_home(var: Path) -> ClusterHome:
    """The home of the cluster of ``var``, its folders made. Raises ``Unavailable`` with the remedy where none can be.

    PostgreSQL refuses to run as root, so root hands the folders to ``postgres``; where that user cannot reach ``var``
    or the socket's path would be too long, the home is a folder of this ``var`` under /var/lib/lagat.
    """
    var = var.resolve()
    digest = hashlib.sha256(os.fsencode(var)).hexdigest()[:12]
    if os.geteuid() == 0:
        owner = _postgres_user()
        folder = var / "postgres"
        if not (_can_reach(owner, var) and _fits(folder / "s")):
            folder = SHARED_HOME / digest
        home = ClusterHome(var, folder, folder / "s", _find_programs(folder), owner.pw_name)
    else:
        owner = pwd.getpwuid(os.geteuid())
        folder = var / "postgres"
        sockets = folder / "s" if _fits(folder / "s") else _runtime_folder() / f"lagat-{owner.pw_uid}-{digest}"
        home = ClusterHome(var, folder, sockets, _find_programs(folder), None)
    home.folder.mkdir(parents=True, exist_ok=True)
    if os.geteuid() == 0:
        os.chown(home.folder, owner.pw_uid, owner.pw_gid)
    _make_private(home.sockets, owner)
    return home


def _find_programs(folder: Path) -> Path:
    """The folder of initdb and postgres: of the release the data was made with, else of the newest with PostGIS."""
    releases = {
        int(control.parts[-3]): Path("/usr/lib/postgresql") / control.parts[-3] / "bin"
        for control in Path("/usr/share/postgresql").glob("*/extension/postgis.control")
        if control.parts[-3].isdigit() and int(control.parts[-3]) >= OLDEST_RELEASE
    }
    version = folder / "data" / "PG_VERSION"
    try:
        wanted = int(version.read_text()) if version.exists() else max(releases)
        return releases[wanted]
    except (ValueError, KeyError):
        raise Unavailable(
            "postgresql_missing",
            "PostgreSQL with PostGIS is not installed. Run: apt-get install {package}, or set DATABASE_URL.",
            package=PACKAGE,
        ) from None


def _postgres_user() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        raise Unavailable(
            "postgresql_missing",
            "There is no system user postgres. Run: apt-get install {package}, or set DATABASE_URL.",
            package=PACKAGE,
        ) from None


def _can_reach(user: pwd.struct_passwd, var: Path) -> bool:
    """Whether ``user`` may pass through every folder down to ``var``; a folder still to be made will let it."""
    for folder in (var, *var.parents):
        if not folder.exists():
            continue
        found = folder.stat()
        needed = stat.S_IXUSR if found.st_uid == user.pw_uid else stat.S_IXOTH
        if not found.st_mode & needed:
            return False
    return True


def _fits(sockets: Path) -> bool:
    return len(os.fsencode(sockets / f".s.PGSQL.{PORT}")) <= LONGEST_SOCKET_PATH


def _runtime_folder() -> Path:
    return Path(os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir())


def _make_private(folder: Path, owner: pwd.struct_passwd) -> None:
    """Make the folder of the socket, for its owner (and root) alone: whoever reaches the socket is let in by name."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (os.geteuid(), owner.pw_uid):
        raise Unavailable("socket_folder_taken", "{folder} belongs to somebody else; remove it.", folder=str(folder))
    os.chown(folder, owner.pw_uid, owner.pw_gid)
    folder.chmod(0o700)
