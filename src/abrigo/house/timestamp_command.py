"""./abrigo timestamp: a time-stamping authority (RFC 3161) says when a checkpoint of the ledger already existed.

    ./abrigo timestamp --authority https://tsa.example/ --roots authority.pem     ask, at most once an hour
    ./abrigo timestamp --check --roots authority.pem                              check every token that was kept

What is sent is a digest of the signed checkpoint and nothing else. Nothing is asked unless this command is run: put it
in a timer, once an hour. The authority's roots come from its own office, never from its answer.
"""

import argparse
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any


def main(argv: list[str]) -> int:
    """0 stamped, or nothing to do yet; 1 refused or a token no longer holds; 2 usage; 3 no answer."""
    parser = argparse.ArgumentParser(prog="./abrigo timestamp", description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--authority", help="its address, http or https")
    parser.add_argument("--roots", type=Path, help="file with its root certificates (PEM)")
    parser.add_argument("--check", action="store_true", help="check every token again and ask nobody")
    told = parser.parse_args(argv)
    if told.roots is None or not told.roots.exists():
        print("abrigo: give --roots FILE: the authority's own root certificates (PEM).", file=sys.stderr)
        return 2
    if not told.check and not str(told.authority or "").startswith(("http://", "https://")):
        print("abrigo: give --authority with its http or https address, or --check.", file=sys.stderr)
        return 2
    import django

    django.setup()
    from cryptography import x509

    try:
        roots = x509.load_pem_x509_certificates(told.roots.read_bytes())
    except ValueError:
        print(f"abrigo: {told.roots.name} holds no certificate in PEM.", file=sys.stderr)
        return 2
    return _check(roots) if told.check else _ask(told.authority, roots)


def _check(roots: list[Any]) -> int:
    from abrigo.clerk import timestamps

    bad = 0
    for one in timestamps.every(roots):
        bad += not one.holds
        far = ", far from our own clock" if one.far_off else ""
        print(f"  {one.size} entries: {one.time:%Y-%m-%d %H:%M:%S} UTC by {one.authority}: "
              f"{'holds' if one.holds else 'DOES NOT HOLD'}{far}")  # fmt: skip
    return 1 if bad else 0


def _ask(authority: str, roots: list[Any]) -> int:
    from abrigo.clerk import checkpoint, timestamps
    from abrigo.clerk.clock import wall

    now = wall()
    checkpoint.checkpoint(now)
    try:
        point = timestamps.wanted(now)
        told = timestamps.ask(point, authority, roots, lambda der: _send(authority, der), now=now)
    except timestamps.Refused as no:
        if no.why is timestamps.No.NOT_YET:
            print("abrigo: the last token is less than an hour old, or nothing was written since.")
            return 0
        print(f"abrigo: no token: {no}. Nothing was kept.", file=sys.stderr)
        return 1
    except (urllib.error.URLError, OSError) as no:
        print(f"abrigo: the authority did not answer: {no}", file=sys.stderr)
        return 3
    far = " That is far from this machine's own clock: look at it." if told.far_off else ""
    print(f"abrigo: {told.size} entries existed by {told.time:%Y-%m-%d %H:%M:%S} UTC.{far}")
    return 0


def _send(authority: str, der: bytes) -> bytes:
    request = urllib.request.Request(  # noqa: S310 - http and https only, checked above
        authority, data=der, headers={"Content-Type": "application/timestamp-query"}, method="POST"
    )
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
        body: bytes = answer.read(1_000_000)
    return body
