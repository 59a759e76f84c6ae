"""Worlds of a few nodes: cut lines, lost machines, doubled and shuffled parcels, copied phones, thieves, shredding.

Each world is one seed. Its nodes are made of our own parts (signing and checking, have-ranges, parcels, the log's tree,
checkpoints and their witness, the fold of devices); what joins them is written here, small, so that thirty-two mistakes
can be planted in it one at a time: a judge that does not catch them all proves nothing. When everything that was cut is
joined again, every node must hold the same entries, say the same of every child and of every device, show every fork,
and have lost nothing it acknowledged.
"""

import random
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "src"))
import ledger_room as room

from abrigo.ledger import chain, devices, notes, parcel, witness
from abrigo.ledger.chain import Device
from abrigo.ledger.codec import Refused, b64, unb64
from abrigo.ledger.have import Books
from abrigo.ledger.merkle import Frontier, Tree, included
from abrigo.ledger.reader import Sealed

NODES, CHILDREN, STEPS = 4, 3, 24
KEYS = [bytes([65 + n]) * 32 for n in range(CHILDREN)]
KIDS = [chain.kid_of(key) for key in KEYS]
LATEST = 1 << 62

BUGS = (
    "max-seq", "no-digest", "newest-wins", "double-append", "early-ack", "all-or-nothing", "no-signature", "no-box",
    "drop-fork", "drop-unknown-kind", "drop-future", "drop-revoked", "show-revoked", "revive", "order-of-arrival",
    "sorted-log", "wrong-leaf", "lost-edge", "witness-backwards", "witness-forgets", "witness-no-proof", "hide-gaps",
    "hide-forks", "waiting-is-conflict", "cites-nothing", "stops-at-gap", "lost-box", "shred-returns", "ungranted-box",
    "number-from-memory", "half-line", "alerts-last",
)  # fmt: skip


class Wrong(AssertionError):
    """A promise that did not hold in this world."""


def need(holds: bool, promise: str) -> None:
    if not holds:
        raise Wrong(promise)


@lru_cache(maxsize=200_000)
def checked(header: bytes, sig: bytes, box: bytes | None) -> chain.Header:
    return chain.check(header, sig, box)


@lru_cache(maxsize=200_000)
def opened(kid: bytes, box: bytes) -> dict[str, Any]:
    return chain.unseal(kid, box, KEYS[KIDS.index(kid)] if kid else None)


@dataclass(slots=True)
class Node:
    """One machine. What is in `disk` survives it."""

    name: str
    device: Device
    root: str
    bug: str
    granted: frozenset[bytes]
    disk: dict[bytes, Sealed] = field(default_factory=dict)
    order: list[bytes] = field(default_factory=list)
    log: Frontier = field(default_factory=Frontier)
    shredded: set[bytes] = field(default_factory=set)
    acknowledged: set[bytes] = field(default_factory=set)
    points: list[tuple[int, bytes]] = field(default_factory=list)
    memory: tuple[int, str] = (0, "")  # where this process believes its chain stands

    def books(self) -> Books:
        places = [(e.dev, e.seq, e.id) for e in self.disk.values()]
        return Books.of(places)

    def have(self) -> Any:
        if self.bug == "max-seq":
            found = self.books()
            return {d: [(1, max(c), "")] for d, c in found.ids.items()}
        return self.books().have()

    def take(self, header: bytes, sig: bytes, box: bytes | None) -> None:
        """One entry from anywhere: checked, numbered, hashed."""
        try:
            head = checked(header, sig, box)
        except Refused as wrong:
            planted = {"signature": "no-signature", "box": "no-box"}.get(wrong.code)
            if planted != self.bug:
                return
            head = chain.parse_header(header)
        name = chain.entry_id(header)
        if box is not None and head.kid and head.kid in self.shredded and self.bug != "shred-returns":
            box = None
        held = self.disk.get(name)
        if held is not None:
            if held.box is None and box is not None and self.bug != "lost-box":
                self.disk[name] = sealed(held.pos, name, head, header, sig, box)
            if self.bug == "double-append":
                self.order.append(name)
            return
        if self.bug == "drop-fork" and any((e.dev, e.seq) == (head.dev, head.seq) for e in self.disk.values()):
            return
        said = opened(head.kid, box) if box is not None and (head.kid in KIDS or not head.kid) else {}
        if self.bug == "drop-unknown-kind" and said.get("kind") == "a.later.kind":
            return
        if self.bug == "drop-future" and head.rec > LATEST // 4_000_000_000:
            return
        if self.bug == "drop-revoked" and self.devices().standing(head.dev, head.seq, 1) == "revoked":
            return
        leaf = sha256(header).digest() if self.bug == "wrong-leaf" else name
        self.disk[name] = sealed(len(self.order), name, head, header, sig, box)
        self.order.append(name)
        if self.bug == "sorted-log":
            self.order.sort()
            self.log = Frontier()
            for each in self.order:
                self.log.append(each)
        elif not (self.bug == "lost-edge" and len(self.order) % 7 == 0):
            self.log.append(leaf)

    def write(self, payload: dict[str, Any], key: bytes | None, rec: int, crash: bool) -> bytes | None:
        """Out: the id once it is acknowledged. A crash comes before the commit."""
        mine = [e for e in self.disk.values() if e.dev == self.device.id]
        newest = max(mine, key=lambda e: e.seq, default=None)
        seq, prev = (newest.seq, b64(newest.id)) if newest else (0, "")
        if self.bug == "number-from-memory" and self.memory[0]:
            seq, prev = self.memory
        made = self.device.at(seq, prev).seal(payload, key, rec)
        self.memory = (made.seq, b64(made.id))
        if crash:
            if self.bug == "early-ack":
                self.acknowledged.add(made.id)
            return None
        self.take(made.header, made.sig, made.box)
        self.acknowledged.add(made.id)
        return made.id

    def devices(self) -> devices.Devices:
        public = [self.disk[name] for name in self.order if not self.disk[name].kid and self.disk[name].box]
        said = [(e.dev, e.seq, e.rec, opened(b"", e.box or b"")) for e in public]
        if self.bug == "order-of-arrival":
            found = devices.Devices(frozenset([self.root]))
            for one in said:
                if found.standing(*one[:3]) is devices.Standing.ENROLLED:
                    found.learn(*one)
            return found
        if self.bug == "revive":
            kept = [one for one in said if one[3].get("kind") != "device.revoked" or len(said) % 2]
            return devices.fold([self.root], kept)
        return devices.fold([self.root], said)

    def statements(self, child: int) -> dict[bytes, dict[str, Any]]:
        """Custody facts of a child that may be shown."""
        standing, found, gaps = self.devices(), {}, self.books().gaps()
        for e in self.disk.values():
            if e.kid != KIDS[child] or e.box is None:
                continue
            if self.bug != "show-revoked" and not standing.projects(e.dev, e.seq, 1, b64(e.id)):
                continue
            if self.bug == "stops-at-gap" and any(e.seq > low for low, _ in gaps.get(e.dev, ())):
                continue
            said = opened(e.kid, e.box)
            if said["kind"] == "custody.placed":
                found[e.id] = said
        return found

    def custody(self, child: int) -> tuple[frozenset[bytes], bool, bool]:
        """Heads, contested, waiting: a function of what is here."""
        said = self.statements(child)
        cited = {unb64(name) for one in said.values() for name in one["after"]}
        heads, waiting = frozenset(said.keys() - cited), bool(cited - self.disk.keys())
        if self.bug == "newest-wins":
            return frozenset(list(said)[-1:]), False, False
        if self.bug == "waiting-is-conflict":
            return heads, len(heads) > 1 or waiting, False
        return heads, len({said[h]["place"] for h in heads}) > 1 and not waiting, waiting

    def want(self) -> set[bytes]:
        """Kids whose words it may have, and of which some came by a node that had none to give."""
        lacking = {e.kid for e in self.disk.values() if e.box is None}
        return set() if self.bug == "lost-box" else lacking & self.granted - self.shredded

    def pack(self, have: Any, want: set[bytes], granted: frozenset[bytes]) -> list[bytes]:
        books = self.books()
        lacking = list(books.missing(have))
        if self.bug in ("no-digest", "max-seq"):  # a range named is a range believed
            covered = {d: {n for low, high, _ in r for n in range(low, high + 1)} for d, r in have.items()}
            lacking = [one for one in lacking if one[1] not in covered.get(one[0], ())]
        names = dict.fromkeys(name for _, _, name in lacking)
        wanted = [self.disk[name] for name in names | dict.fromkeys(e.id for e in self.disk.values() if e.kid in want)]
        wanted = parcel.urgent_first(wanted, lambda e: self.rank(e) * (-1 if self.bug == "alerts-last" else 1))
        may = (lambda _kid: True) if self.bug == "ungranted-box" else granted.__contains__
        return list(parcel.pack(self.have(), wanted, may))

    def rank(self, entry: Sealed) -> int:
        return 0 if entry.kid == KIDS[0] else 1  # the first child's entries stand for alerts


def sealed(pos: int, name: bytes, head: chain.Header, header: bytes, sig: bytes, box: bytes | None) -> Sealed:
    return Sealed(pos, name, head.dev, head.seq, head.rec, pos, head.kid, header, sig, box)


class World:
    """One seed's story. `steps` says how many things happened in it."""

    def __init__(self, seed: int, bug: str = "") -> None:
        self.dice, self.bug, self.steps, self.clones = random.Random(seed), bug, 0, 0
        counter = count()
        everything = frozenset(KIDS)
        self.nodes: list[Node] = []
        for n in range(NODES):
            secret = sha256(b"%d/%d" % (seed % 97, n)).digest()
            device = Device(secret, dice=lambda size: sha256(b"%d:%d" % (seed, next(counter))).digest()[:size])
            root = device.id if n == 0 else self.nodes[0].device.id
            # The last node belongs to an agency that has a grant for one child only.
            granted = everything if n < NODES - 1 else frozenset(KIDS[:1])
            self.nodes.append(Node(f"n{n}", device, root, bug, granted))
        self.written: dict[bytes, bytes] = {}
        self.shreds: set[bytes] = set()
        self.seen: dict[str, notes.Tree] = {}
        self.cosigned: dict[str, list[notes.Tree]] = {}
        self.forged: set[bytes] = set()
        for node in self.nodes[1:3]:
            self._say(self.nodes[0], {"kind": "device.enrolled", "dev": node.device.id, "holder": node.name}, None)
        # The last is enrolled by one who was enrolled: on some nodes the second word arrives before the first.
        fourth = {"kind": "device.enrolled", "dev": self.nodes[3].device.id, "holder": "n3"}
        self._say(self.nodes[1], fourth, None)

    def _say(self, node: Node, payload: dict[str, Any], key: bytes | None, crash: bool = False) -> bytes | None:
        name = node.write(payload, key, self.steps + 1, crash)
        if name is not None:
            self.written[name] = node.disk[name].header if name in node.disk else b""
        return name

    def live(self) -> None:
        deeds: list[Callable[[], None]] = [self.place] * 5 + [self.sync] * 6 + [
            self.checkpoint, self.checkpoint, self.clone, self.stolen, self.revoke, self.forge, self.shred, self.later,
            self.future,
        ]  # fmt: skip
        for _ in range(STEPS):
            self.steps += 1
            self.dice.choice(deeds)()
            for node in self.nodes:
                need(node.acknowledged <= node.disk.keys(), "an acknowledged entry is gone")
        self.heal()

    # -- what may happen ----------------------------------------------------------------------------------------------

    def place(self) -> None:
        node, child = self.dice.choice(self.nodes), self.dice.randrange(CHILDREN)
        if KIDS[child] not in node.granted or KIDS[child] in node.shredded:
            return
        before, _, waiting = node.custody(child)
        after = [] if node.bug == "cites-nothing" else sorted(b64(head) for head in before)
        payload = {"kind": "custody.placed", "place": self.dice.choice("ABC"), "after": after}
        name = self._say(node, payload, KEYS[child], crash=self.dice.random() < 0.15)
        mine = node.devices().standing(node.device.id, node.memory[0], 1) is devices.Standing.ENROLLED
        if name is not None and mine and not self.clones and not waiting and not self.bug_hides(node):
            need(node.custody(child)[0] == {name}, "who knew the others is contradicted by them")

    def bug_hides(self, node: Node) -> bool:
        return node.bug in ("newest-wins", "show-revoked", "stops-at-gap", "drop-fork")

    def later(self) -> None:
        """A kind of a later release: kept and passed on."""
        node = self.dice.choice(self.nodes[:3])
        if KIDS[1] not in node.shredded:
            self._say(node, {"kind": "a.later.kind", "n": self.steps}, KEYS[1])

    def future(self) -> None:
        node = self.dice.choice(self.nodes)
        if KIDS[0] in node.shredded:
            return
        name = node.write({"kind": "note", "n": self.steps}, KEYS[0], LATEST // 2_000_000_000, crash=False)
        if name is not None:
            self.written[name] = b""

    def sync(self) -> None:
        one, two = self.dice.sample(self.nodes, 2)
        self.exchange(one, two, cut=self.dice.random() < 0.5, twice=self.dice.random() < 0.3, shuffle=True)

    def exchange(self, one: Node, two: Node, *, cut: bool, twice: bool, shuffle: bool) -> int:
        moved = 0
        for giver, taker in ((one, two), (two, one)):
            lines = giver.pack(taker.have(), taker.want(), taker.granted)
            body = lines[1:]
            self._alerts_first(giver, body)
            if shuffle and self.dice.random() < 0.5:
                self.dice.shuffle(body)
            raw = b"".join([lines[0], *body, *(body[:2] if twice else [])])
            if cut and body:
                raw = raw[: self.dice.randrange(len(lines[0]), len(raw))]
            if giver.bug == "all-or-nothing" and not raw.endswith(b"\n"):
                continue
            if giver.bug == "half-line" and not raw.endswith(b"\n"):
                raw = raw.rstrip(b"\n") + b"\n"
            found = parcel.unpack(raw)
            if giver.bug == "half-line":
                need(not any(code != "cut-short" for _, code in found.broken), "half a line is taken for a whole one")
            before = len(taker.disk), sum(e.box is not None for e in taker.disk.values())
            for entry in found.entries:
                taker.take(*entry)
            self.shown_at_once(taker)
            moved += (len(taker.disk), sum(e.box is not None for e in taker.disk.values())) != before
        return moved

    def shown_at_once(self, node: Node) -> None:
        """A child's safety does not wait for a missing entry."""
        believed = oracle_devices(node)
        said = {
            e.id: opened(e.kid, e.box) for e in node.disk.values()
            if e.kid == KIDS[0] and e.box and believed(e.dev, e.seq) is devices.Standing.ENROLLED
        }  # fmt: skip
        true = oracle_heads({k: w for k, w in said.items() if w["kind"] == "custody.placed"})
        need(node.custody(0)[0] == true, "what is here is not shown")

    def _alerts_first(self, giver: Node, body: list[bytes]) -> None:
        ranks = [0 if b64(KIDS[0]).encode() in line else 1 for line in body]
        need(ranks == sorted(ranks), "an alert waits behind the rest")

    def checkpoint(self) -> None:
        """A node signs its log; a phone of another agency looks at it and cosigns, or does not."""
        node = self.dice.choice(self.nodes)
        if not node.order:
            return
        key = notes.Key(f"abrigo.example/{node.name}", notes.LOG_KEY, unb64(node.device.id))
        honest = notes.Tree(key.name, node.log.size, node.log.root())
        node.points.append((honest.size, honest.root))
        said = honest
        lie = self.dice.random()
        held = self.seen.get(node.name)
        if lie < 0.2 and honest.size > 1 and held:  # a node that would like another past than the one it has shown
            said = notes.Tree(key.name, honest.size - (lie < 0.1), sha256(b"another past").digest())
        old = held.size if held else 0
        tree = Tree(node.order)
        proof = tuple(tree.consistency(old, said.size)) if old <= said.size <= len(tree) else ()
        asked = witness.Asked(min(old, said.size), proof, notes.sign(said, key, node.device.sign))
        if self.bug == "witness-forgets":
            held = None
            asked = witness.Asked(0, (), asked.note)
        try:
            taken = witness.consider(held, asked, key)
        except Refused as wrong:
            planted = {"checkpoint-backwards": "witness-backwards", "inconsistent": "witness-no-proof"}.get(wrong.code)
            if planted != self.bug:
                return
            taken = said
        self.seen[node.name] = taken
        self.cosigned.setdefault(node.name, []).append(taken)

    def clone(self) -> None:
        """A machine put back from yesterday's image writes one number twice."""
        node, child = self.dice.choice(self.nodes[:3]), self.dice.randrange(CHILDREN)
        if self.clones or KIDS[child] in node.shredded:
            return
        mine = [e for e in node.disk.values() if e.dev == node.device.id]
        newest = max(mine, key=lambda e: e.seq, default=None)
        seq, prev = (newest.seq, b64(newest.id)) if newest else (0, "")
        for place in "AB":
            made = node.device.at(seq, prev).seal(
                {"kind": "custody.placed", "place": place, "after": []}, KEYS[child], 1
            )
            node.take(made.header, made.sig, made.box)
            node.acknowledged.add(made.id)
            self.written[made.id] = made.header
        self.clones += 1

    def stolen(self) -> None:
        """The image of one machine writes at another: one key, two hands."""
        if self.clones:
            return
        one, two = self.dice.sample(self.nodes[:3], 2)
        if KIDS[0] in one.shredded | two.shredded:
            return
        mine = [e for e in one.disk.values() if e.dev == one.device.id]
        newest = max(mine, key=lambda e: e.seq, default=None)
        seq, prev = (newest.seq, b64(newest.id)) if newest else (0, "")
        for node, place in ((one, "A"), (two, "C")):
            said = {"kind": "custody.placed", "place": place, "after": []}
            made = one.device.at(seq, prev).seal(said, KEYS[0], 1)
            node.take(made.header, made.sig, made.box)
            node.acknowledged.add(made.id)
            self.written[made.id] = made.header
        self.clones += 1

    def revoke(self) -> None:
        node = self.dice.choice(self.nodes[2:])
        mine = [e.seq for e in self.nodes[0].disk.values() if e.dev == node.device.id]
        last = self.dice.randrange(max(mine, default=0) + 1)
        self._say(self.nodes[0], {"kind": "device.revoked", "dev": node.device.id, "last": last}, None)

    def forge(self) -> None:
        """Somebody on the line: another's words under this signature, other words under this header, a thief's key."""
        node = self.dice.choice(self.nodes)
        if not node.disk:
            return
        one = self.dice.choice(list(node.disk.values()))
        header = one.header.replace(b'"rec":', b'"rec":1', 1)
        victim = self.dice.choice(self.nodes)
        victim.take(header, one.sig, one.box)
        victim.take(one.header, one.sig, b"other words" * 4)
        if self.bug != "no-box" and one.id not in victim.disk:
            self.forged.add(chain.entry_id(header))
        self.forged.add(chain.entry_id(header))

    def shred(self) -> None:
        child = CHILDREN - 1
        if self.dice.random() < 0.5 or not any(e.kid == KIDS[child] for n in self.nodes for e in n.disk.values()):
            return
        self.shreds.add(KIDS[child])
        far = self.dice.choice(self.nodes)  # one hears of it only when the lines are joined
        for node in self.nodes:
            if node is not far:
                self.obey(node)

    def obey(self, node: Node) -> None:
        node.shredded |= self.shreds
        for name, e in node.disk.items():
            if e.kid in self.shreds:
                node.disk[name] = Sealed(e.pos, e.id, e.dev, e.seq, e.rec, e.took, e.kid, e.header, e.sig, None)

    # -- and how it must end ------------------------------------------------------------------------------------------

    def heal(self) -> None:
        for node in self.nodes:
            gaps, held = self.books_gaps(node), node.books()
            real = {d: sorted(set(range(1, max(c))) - c.keys()) for d, c in held.ids.items()}
            shown = {d: [n for low, high in r for n in range(low, high + 1)] for d, r in gaps.items()}
            need(shown == {d: r for d, r in real.items() if r}, "a missing entry is not listed by its number")
        self.rounds(quiet=self.bug != "all-or-nothing")
        for node in self.nodes:
            if not self.shreds <= node.shredded:
                self.obey(node)
        everything = self.nodes[0].disk.keys()
        for node in self.nodes:
            need(node.disk.keys() == everything, "two nodes do not hold the same entries")
            need(set(self.written) <= node.disk.keys(), "an entry was lost on the way")
            need(not self.forged & node.disk.keys(), "a forged entry was taken")
            need(len(node.order) == len(node.disk), "the log and the entries differ")
            tree = Tree(node.order)
            need((node.log.size, node.log.root()) == (len(tree), tree.root()), "the edge is not the edge of this log")
            need(all(tree.root(size) == root for size, root in node.points), "a checkpoint is not of this log")
            here = len(node.order) // 2
            leaf = chain.entry_id(node.disk[node.order[here]].header)
            need(
                included(leaf, here, len(tree), tree.inclusion(here, len(tree)), node.log.root()), "no proof of a place"
            )
            for e in node.disk.values():
                need(e.box is None or sha256(e.box).digest() == chain.parse_header(e.header).box, "other words")
                need(e.box is None or e.kid not in self.shreds, "shredded words are back")
                may = not e.kid or e.kid in node.granted
                mine = e.dev == node.device.id or self.clones > 0
                need(e.box is None or may or mine, "words without a grant")
                need(e.box is not None or not may or e.kid in self.shreds, "granted words did not come")
            own = [e.seq for e in node.disk.values() if e.dev == node.device.id]
            need(self.clones > 0 or sorted(own) == list(range(1, len(own) + 1)), "a node forked or holed its own chain")
        self._same_of_everybody()
        for name, trees in self.cosigned.items():
            node = next(n for n in self.nodes if n.name == name)
            tree = Tree(node.order)
            need(all(tree.root(t.size) == t.root for t in trees), "a witness cosigned another past")
            need([t.size for t in trees] == sorted(t.size for t in trees), "a witness went backwards")

    def books_gaps(self, node: Node) -> dict[str, list[tuple[int, int]]]:
        return {} if node.bug == "hide-gaps" else node.books().gaps()

    def rounds(self, *, quiet: bool) -> None:
        for _ in range(12):
            pairs = [(a, b) for a in self.nodes for b in self.nodes if a.name < b.name]
            if not sum(self.exchange(a, b, cut=not quiet, twice=False, shuffle=False) for a, b in pairs):
                return

    def _same_of_everybody(self) -> None:
        first = self.nodes[0]
        forks = {(e.dev, e.seq) for e in first.disk.values()}
        need(bool(len(forks) < len(first.disk)) == bool(self.clones), "a fork where nobody wrote twice")
        believed = oracle_devices(first)
        for node in self.nodes:
            shown = [] if node.bug == "hide-forks" else node.books().forks()
            need(bool(shown) == bool(self.clones), "a fork is not shown")
            standing = node.devices()
            for dev, seq in forks:
                need(standing.standing(dev, seq, 1) == believed(dev, seq), "two nodes believe different devices")
            for child in range(CHILDREN):
                if KIDS[child] not in node.granted or KIDS[child] in self.shreds:
                    continue
                heads, contested, waiting = node.custody(child)
                said = {
                    e.id: opened(e.kid, e.box) for e in node.disk.values()
                    if e.kid == KIDS[child] and e.box and believed(e.dev, e.seq) is devices.Standing.ENROLLED
                }  # fmt: skip
                true = oracle_heads({k: w for k, w in said.items() if w["kind"] == "custody.placed"})
                need(heads == true, "a child is shown otherwise than the entries say")
                need(not waiting, "nothing is missing and yet it waits")
                need(contested == (len({said[h]["place"] for h in true}) > 1), "a contradiction is hidden, or invented")


def oracle_heads(said: dict[bytes, dict[str, Any]]) -> frozenset[bytes]:
    """Written another way: whoever can be reached from another is not a head."""
    below: set[bytes] = set()
    todo = list(said)
    while todo:
        for name in map(unb64, said[todo.pop()]["after"]):
            if name not in below:
                below.add(name)
                if name in said:
                    todo.append(name)
    return frozenset(said.keys() - below)


def oracle_devices(node: Node) -> Callable[[str, int], Any]:
    """In these worlds only the root revokes, and the second node enrols the last: said here without a fold."""
    public = [(e, opened(b"", e.box)) for e in node.disk.values() if not e.kid and e.box]
    root = node.root
    last: dict[str, int] = {}
    for e, said in public:
        if said["kind"] == "device.revoked" and e.dev == root:
            last[said["dev"]] = min(said["last"], last.get(said["dev"], LATEST))
    enrolled = {said["dev"] for e, said in public if said["kind"] == "device.enrolled" and e.dev == root}
    enrolled |= {said["dev"] for e, said in public if said["kind"] == "device.enrolled" and e.dev in enrolled}

    def standing(dev: str, seq: int) -> Any:
        if seq > last.get(dev, LATEST):
            return devices.Standing.REVOKED
        return devices.Standing.ENROLLED if dev == root or dev in enrolled else devices.Standing.UNKNOWN

    return standing


def outcome(seed: int, bug: str = "") -> tuple[int, str]:
    """(steps, "" or the promise that did not hold)."""
    world = World(seed, bug)
    try:
        world.live()
    except Wrong as wrong:
        return world.steps, str(wrong)
    except (Refused, KeyError, ValueError, IndexError) as wrong:
        return world.steps, f"it broke: {wrong!r}"
    return world.steps, ""


def run(short: bool) -> dict[str, Any]:
    """Figures: worlds, steps, diverged, bugs_planted, bugs_caught."""
    worlds, patience = (600, 400) if short else (100_000, 3_000)
    caught = {bug: next((n + 1 for n in range(patience) if outcome(n, bug)[1]), 0) for bug in BUGS}
    steps = diverged = done = 0
    until = time.monotonic() + (20 if short else 10**9)
    for seed in range(worlds):
        if time.monotonic() > until:
            break
        done += 1
        happened, wrong = outcome(seed)
        steps += happened
        diverged += bool(wrong)
        if wrong:
            print(f"world {seed}: {wrong}", file=sys.stderr)
        if done % 5_000 == 0:
            room.so_far(worlds=done, steps=steps, diverged=diverged)
    missed = [bug for bug, worlds_needed in caught.items() if not worlds_needed]
    return {
        "worlds": done, "steps": steps, "diverged": diverged, "bugs_planted": len(BUGS),
        "bugs_caught": len(BUGS) - len(missed), "controls": len(BUGS), "controls_failed": len(BUGS) - len(missed),
        "bugs_missed": missed, "worlds_until_caught": max(caught.values()),
    }  # fmt: skip


def first(seeds: Iterable[int]) -> None:
    for seed in seeds:
        print(seed, *outcome(seed))
