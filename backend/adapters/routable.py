"""Names to addresses, and which of them may be connected to: what the one door out stands on."""

import socket
from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

_NAT64 = IPv6Network("64:ff9b::/96")
_NAT64_LOCAL = IPv6Network("64:ff9b:1::/48")

Resolve = Callable[[str, int], list[str]]
Dial = Callable[[tuple[str, int], float], socket.socket]


def resolve_by_system(host: str, port: int) -> list[str]:
    """Every address the machine's resolver knows, in its order. Raises ``OSError``."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(each[4][0]) for each in found))


def dial_by_system(address: tuple[str, int], timeout: float) -> socket.socket:
    """A connection to exactly that address. Raises ``OSError``."""
    return socket.create_connection(address, timeout)


def is_allowed(address: str, *, loopback: bool) -> bool:
    """Whether we connect to that address: globally routable, whatever it is wrapped in, or loopback where it may be."""
    try:
        found: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if "%" in address:  # a zone: of this link
        return False
    if isinstance(found, IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo and found.teredo[1])
        if found in _NAT64:
            inner = IPv4Address(int(found) & 0xFFFFFFFF)
        if inner:
            return inner.is_global and not _is_special(inner)
        if found in _NAT64_LOCAL or found.is_site_local:
            return False
    if found.is_loopback:
        return loopback
    return found.is_global and not _is_special(found)


def _is_special(found: IPv4Address | IPv6Address) -> bool:
    return found.is_multicast or found.is_reserved or found.is_unspecified or found.is_link_local or found.is_loopback
