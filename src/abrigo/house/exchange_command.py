"""./abrigo exchange: give another house what it lacks and take what it has, over HTTP or by a file on a stick.

    ./abrigo exchange --card                      this house's own card: the line another house needs to let it in
    ./abrigo exchange --with http://127.0.0.1:8401/
    ./abrigo exchange --with http://127.0.0.1:8401/ --every 5     and again every five minutes, until Ctrl-C
    ./abrigo exchange --to FILE --for NAME        what NAME lacks, as far as it last told us (small, once NAME has
                                                  shown that it reads the dense form; --dense: it is known to)
    ./abrigo exchange --from FILE                 take what another house wrote

Stopped at any point and run again, it goes on where it stopped. A line that breaks is tried again with smaller parcels,
and what had come through when it broke is kept.
"""

import argparse
import http.client
import json
import socket
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from abrigo.ledger.codec import Refused

ROUNDS: Final = 10_000
LARGEST: Final = 64 << 20
PATIENCE: Final = 6  # breaks in a row without one entry more on either side: then a person looks at the line
SMALLEST: Final = 5  # entries in a parcel for the worst of lines, some two kilobytes


def main(argv: list[str]) -> int:
    """0 both hold the same; 1 the other house did not answer or something was refused; 2 usage; 3 not let in here."""
    parser = argparse.ArgumentParser(
        prog="./abrigo exchange", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    way = parser.add_mutually_exclusive_group(required=True)
    way.add_argument("--card", action="store_true", help="print this house's card")
    way.add_argument("--with", dest="url", default="", help="address of the other house")
    parser.add_argument("--every", type=float, default=0.0, help="with --with: minutes between two, until Ctrl-C")
    way.add_argument("--to", default="", help="write a file for the other house")
    way.add_argument("--from", dest="source", default="", help="take a file that another house wrote")
    parser.add_argument("--for", dest="name", default="", help="with --to: the name of the other house")
    parser.add_argument("--dense", action="store_true", help="with --to: the other house is of this version too")
    parser.add_argument("--all", action="store_true", help="with --to: everything, whatever it said it holds")
    parser.add_argument("--json", action="store_true")
    told = parser.parse_args(argv)
    import django

    django.setup()
    from abrigo.clerk import nodes

    if told.card:
        print(nodes.card())
        return 0
    if told.url:
        return _again_and_again(told) if told.every > 0 else _over_http(told.url, as_json=told.json)
    return _to_file(told) if told.to else _from_file(told)


def _again_and_again(told: argparse.Namespace) -> int:
    """A laptop whose line comes and goes needs nobody to remember it. Out: how the last one ended."""
    from django.db import close_old_connections

    ended = 1
    try:
        while True:
            ended = _over_http(told.url, as_json=told.json)
            if ended > 1:
                return ended
            close_old_connections()
            time.sleep(told.every * 60)
    except KeyboardInterrupt:
        return ended


def _over_http(url: str, *, as_json: bool) -> int:
    """Until neither has anything for the other. What was committed stays: the next run begins there."""
    asked = urlsplit(url)
    if asked.scheme not in ("http", "https") or not asked.netloc:
        print("abrigo: give the other house's address: http://... or https://...", file=sys.stderr)
        return 2
    node = _by_url(url)
    if node is None:
        print("abrigo: no house was let in under this address; see the page of the houses.", file=sys.stderr)
        return 3
    talk = _Talk(url, node)
    for _ in range(ROUNDS):
        before = talk.came_in + talk.given
        try:
            done = talk.once()
        except (OSError, http.client.HTTPException, Refused) as no:
            if not talk.may_try_again(no):
                print(f"abrigo: the exchange stopped: {no}. What came is kept; run it again.", file=sys.stderr)
                return 1
            continue
        if not as_json and talk.came_in + talk.given > before:
            print(f"  {talk.came_in} taken, {talk.given} given", flush=True)
        if done:
            break
    said = {"taken": talk.came_in, "given": talk.given, "refused": talk.refused}
    print(json.dumps(said) if as_json else f"  both hold the same: {talk.came_in} taken, {talk.given} given")
    for code, n in talk.refused.items():
        print(f"  {n} x {code}: see the page of the ledger", file=sys.stderr)
    return 1 if talk.refused else 0


class _Talk:
    """One exchange with one house, over a line that may break in any byte."""

    def __init__(self, url: str, node: Any) -> None:
        from abrigo.clerk import nodes

        self.url, self.node, self.at_once = url, node, nodes.AT_ONCE
        self.came_in = self.given = self.broke = 0
        self.refused: dict[str, int] = {}
        self.theirs: Any = None
        self.want: tuple[bytes, ...] = ()

    def once(self) -> bool:
        """One envelope each way. True: neither had anything for the other any more."""
        from abrigo.clerk import clock, nodes
        from abrigo.ledger import parcel

        lines = nodes.envelope(self.node, clock.now(), self.theirs, self.want, self.at_once)
        answer, told, reads, whole = _post(self.url, b"".join(parcel.shrink(lines)), self.at_once)
        given = int(told.get("written", 0))
        self.given += given
        nodes.heard_reads(self.node, reads)
        try:
            came = nodes.take(self.node, b"".join(parcel.swell([answer])), clock.now())
        except Refused:
            if whole:
                raise
            raise _BROKEN from None  # before even its first line was through
        self.came_in += came.written
        for _where, code in [*came.refused, *came.kept]:
            if whole or code != "cut-short":
                self.refused[code] = self.refused.get(code, 0) + 1
        done = whole and self.theirs is not None and not came.written and not given
        self.theirs, self.want = came.theirs, came.want
        if came.written or given:
            self.broke = 0
        elif not whole:
            raise _BROKEN
        return done

    def may_try_again(self, no: Exception) -> bool:
        """A line that broke, yes, with less on it; a house that answered no, or an address where nobody is, no."""
        nobody = isinstance(getattr(no, "reason", no), ConnectionRefusedError | socket.gaierror)
        if nobody or isinstance(no, Refused | urllib.error.HTTPError):
            return False
        self.broke, self.at_once = self.broke + 1, max(SMALLEST, self.at_once // 4)
        return self.broke <= PATIENCE


_BROKEN: Final = ConnectionResetError("the line broke")


def _by_url(url: str) -> Any:
    from abrigo.clerk.models import Node

    rows = Node.objects.filter(ended=None).exclude(confirmed_by="")
    return rows.filter(url=url.rstrip("/")).first() or (rows.first() if rows.count() == 1 else None)


def _post(url: str, body: bytes, at_once: int) -> tuple[bytes, dict[str, int], str, bool]:
    """The other house's parcel, what became of ours, which form of parcel it says it reads; whether all of it came."""
    from abrigo.clerk import clock, nodes

    path = urlsplit(url).path.rstrip("/") + "/api/nodes/exchange"
    address = f"{url.rstrip('/')}/api/nodes/exchange"
    signed = nodes.call("POST", path, clock.wall(), body)
    request = urllib.request.Request(address, data=body, method="POST")  # noqa: S310 - http(s) was checked above
    request.add_header("Authorization", signed)
    request.add_header("Content-Type", "application/vnd.abrigo.parcel")
    request.add_header(nodes.READS_HEADER, str(nodes.READS))
    request.add_header(nodes.AT_ONCE_HEADER, str(at_once))
    with urllib.request.urlopen(request, timeout=120) as answer:  # noqa: S310
        came = json.loads(answer.headers.get("Abrigo-Came", "{}"))
        told, whole = _read(answer)
        return told, came, answer.headers.get(nodes.READS_HEADER, ""), whole


def _read(answer: Any) -> tuple[bytes, bool]:
    """What came through, at most LARGEST; and whether that was all."""
    raw, length = bytearray(), answer.headers.get("Content-Length", "")
    try:
        while len(raw) < LARGEST and (piece := answer.read(1 << 16)):
            raw += piece
    except (OSError, http.client.IncompleteRead) as cut:
        return bytes(raw) + getattr(cut, "partial", b""), False
    return bytes(raw), not length or len(raw) >= int(length)


def _to_file(told: argparse.Namespace) -> int:
    """Whole or not at all: a stick pulled out too early holds no half file under this name."""
    from abrigo.clerk import clock, nodes
    from abrigo.clerk.models import Node
    from abrigo.ledger import parcel

    out = Path(told.to)
    rows = Node.objects.filter(ended=None).exclude(confirmed_by="")
    node = rows.filter(name=told.name).first() if told.name else (rows.first() if rows.count() == 1 else None)
    if node is None or out.exists():
        why = f"{out.name} exists" if out.exists() else "say for which house: --for NAME"
        print(f"abrigo: {why}.", file=sys.stderr)
        return 3
    theirs = None if told.all else nodes.said_by(node)
    if told.dense:
        nodes.heard_reads(node, str(nodes.READS))
    half = out.with_name(out.name + ".half")
    with half.open("wb") as file:
        for piece in parcel.shrink(nodes.envelope(node, clock.now(), theirs or {}, at_once=None)):
            file.write(piece)
    half.replace(out)
    print(f"  {out.name}: for {node.name}, {out.stat().st_size} bytes, sealed for that house alone")
    return 0


def _from_file(told: argparse.Namespace) -> int:
    from abrigo.clerk import clock, nodes
    from abrigo.ledger import parcel

    try:
        plain = b"".join(parcel.swell([Path(told.source).read_bytes()]))
    except OSError as missing:
        print(f"abrigo: {told.source}: {missing.strerror}", file=sys.stderr)
        return 1
    node = nodes.known(nodes.sender_of(plain))
    if node is None:
        print("abrigo: this file is from no house that was let in here, or its first line is damaged.", file=sys.stderr)
        return 3
    try:
        came = nodes.take(node, plain, clock.now())
    except Refused as no:
        print(f"abrigo: not taken: {no.code}. Nothing was changed.", file=sys.stderr)
        return 1
    said = {"taken": came.written, "known": came.known, "refused": came.refused, "kept": came.kept}
    print(json.dumps(said) if told.json else f"  {came.written} taken, {came.known} were here already")
    for where, code in [*came.refused, *came.kept]:
        print(f"  {where}: {code}", file=sys.stderr)
    return 1 if came.refused else 0
