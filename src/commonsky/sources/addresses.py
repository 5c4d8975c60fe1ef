"""Which addresses are asked: https, or http on this machine itself; redirects only to the same host. Facts: RFC 9110, 15.4.

Leaves out passwords in addresses, and every other scheme.
"""

from __future__ import annotations

from ipaddress import ip_address
from typing import Any
from urllib import request as web
from urllib.parse import urlsplit

from commonsky.core.errors import InvalidInputError


def check_url(url: str) -> str:
    """The host of a URL that may be asked.

    Raises:
        InvalidInputError: if it is neither https nor http on this machine, or carries a password.

    >>> check_url("https://celestrak.org/x")
    'celestrak.org'
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError as error:
        raise InvalidInputError(f"{url!r} is no address: {error}; give one that begins with https://") from error
    if parts.scheme not in {"http", "https"} or not host or not url.isascii() or not url.isprintable() or " " in url:
        raise InvalidInputError(f"{url!r} is no address that we fetch from; give one that begins with https://")
    if parts.username is not None or parts.password is not None:
        raise InvalidInputError(f"the address on {host} carries a user name or password, which would be written down; give one without")
    if parts.scheme == "http" and not is_loopback(host):
        raise InvalidInputError(f"{url} is not encrypted; give it with https:// (http:// is for this machine alone)")
    return host


def is_loopback(host: str) -> bool:
    """Whether a host is this machine itself.

    >>> is_loopback("127.0.0.1"), is_loopback("localhost.example.org")
    (True, False)
    """
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


class _Redirects(web.HTTPRedirectHandler):
    """Follows to https on the same host, or from this machine to this machine; nowhere else."""

    def __init__(self, url: str) -> None:
        self.url = url

    def redirect_request(self, req: web.Request, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> web.Request | None:
        """The request for where an answer sends us on to.

        Raises:
            InvalidInputError: if it leads to another host, or away from https.
        """
        fp.close()  # a redirect's body is of no use, however long
        ours, target = check_url(self.url), urlsplit(newurl)
        same_host = target.scheme == "https" and target.hostname == ours
        if not same_host and not (is_loopback(ours) and is_loopback(target.hostname or "")):
            raise InvalidInputError(f"{self.url} sends us on to {target.scheme}://{target.hostname}; give the new address, if you trust it")
        check_url(newurl)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def opener(url: str) -> web.OpenerDirector:
    """What knows http and https and no other scheme; a proxy of the surroundings is not asked for this machine itself."""
    director = web.OpenerDirector()
    for handler in (
        web.ProxyHandler({} if is_loopback(urlsplit(url).hostname or "") else None),
        web.UnknownHandler(),
        web.HTTPHandler(),
        web.HTTPSHandler(),
        web.HTTPDefaultErrorHandler(),
        _Redirects(url),
        web.HTTPErrorProcessor(),
    ):
        director.add_handler(handler)
    return director
