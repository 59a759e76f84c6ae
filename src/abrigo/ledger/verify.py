"""Checks what Abrigo exports without Abrigo: this one file, Python 3.11 and the `cryptography` package, nothing of ours.
    python verify.py BUNDLE [POLICY] [--json] [--printed=SIZE/ROOT]
POLICY is JSON that the reader got from someone trusted, never from the bundle: {"log": key, "witnesses": [keys],
"quorum": 2, "devices": [first devices]}. Exit 0: nothing is wrong; 1: something is; 2: not readable. Its form: docs/guide/court-expert.md"""
import base64, binascii, functools, hashlib, io, json, re, sys, zlib
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
P = 2**255 - 19  # and the heights of the points of small order, under which a signature proves nothing
SMALL = {0, 1, P - 1, 0x05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826, 0x7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7}
DICTIONARIES = {"1": "4abef0862921e3f78bfbc04c0da6777ea07e0ace8e6008d89b57a3e07f63eb56", "2": "34c2eba1899803bff5b653566966f1caecf13c17184b8addbce0c8c2047af52c"}  # SHA-256 of the words
HEADER = re.compile('{"box":"(W)","dev":"(W)","kid":"((?:[A-Za-z0-9_-]{21}[AQgw])?)","prev":"((?:W)?)","rec":(0|[1-9][0-9]{0,15}),"seq":([1-9][0-9]{0,15}),"v":1}'.replace("W", "[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]"))  # W: 32 bytes in their one spelling
NOTE = re.compile(r"(([!-*,-~]+)\n(0|[1-9][0-9]{0,14})\n([A-Za-z0-9+/]{43}=)\n)\n((?:— [!-*,-~]+ [A-Za-z0-9+/]+=*\n)+)")
class Wrong(Exception): pass
def sha(raw): return hashlib.sha256(raw).digest()
def need(holds, code):
    if not holds: raise Wrong(code)
URL = bytes.maketrans(b"-_+/=", b"+/???"); MARK = re.compile(b"[\1-\3]"); SIZES = {b"\1": 16, b"\2": 32, b"\3": 6}
def unspell(text, size=None, url=True):  # base64 in its one spelling
    coded = text.encode().translate(URL) + b"=" * (-len(text) % 4) if url else text.encode()
    raw = binascii.a2b_base64(coded, strict_mode=True)
    need(binascii.b2a_base64(raw, newline=False) == coded and size in (None, len(raw)), "base64"); return raw
def whole(digits): need(len(digits) < 18 and abs(int(digits)) < 2**53, "spelling"); return int(digits)
def names(pairs): need(all(name.isascii() for name, _ in pairs), "spelling"); return dict(pairs)
def depth(value): return 1 + max(map(depth, value.values() if type(value) is dict else value), default=0) if type(value) in (dict, list) else 0
READ = {strict: json.JSONDecoder(parse_float=lambda _: need(False, "spelling"), parse_int=whole if strict else None, object_pairs_hook=names if strict else None).decode for strict in (True, False)}
LONG = re.compile("[0-9]{16}").search; WRITE = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode
def spelled(text, open_ended=True):  # an object in the one JSON spelling on which Python, JavaScript and RFC 8785 agree
    value = READ[open_ended and (not text.isascii() or bool(LONG(text)))](text)  # long numbers, foreign letters: looked at one by one
    need(type(value) is dict and WRITE(value) == text and text.encode() and (text.count("[") + text.count("{") < 33 or depth(value) < 34), "spelling")
    return value
def point(key): y = int.from_bytes(key, "little") & (2**255 - 1); return y < P and y not in SMALL and len(key) == 32
@functools.lru_cache(4096)
def public(key): need(point(key), "signature"); return Ed25519PublicKey.from_public_bytes(key)
def signed(key, message, sig):  # exactly what libsodium accepts: no point of small order, none spelled oddly
    need(len(sig) == 64 and point(sig[:32]), "signature"); public(key).verify(sig, message)
def lasting(key, name, when, origin, size, root, sig):  # C2SP tlog-cosignature with ML-DSA-44 (FIPS 204), for decades
    from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey
    MLDSA44PublicKey.from_public_bytes(key).verify(sig, b"".join((b"subtree/v1\n\0", bytes((len(name),)), name.encode(), when, bytes((len(origin),)), origin.encode(), bytes(8), size.to_bytes(8, "big"), root)))
def read_note(text, policy):  # C2SP checkpoint: how long the log is, its root, and who of the policy signed
    found = NOTE.fullmatch(text); need(found, "checkpoint"); body, origin, size, root, lines = found.groups(); who = {}
    for vkey in [policy["log"], *policy.get("witnesses", [])] if "log" in policy else []:
        name, mark, coded = vkey.split("+", 2); key = unspell(coded, None, False); kind = key[0]
        need(sha(name.encode() + b"\n" + key)[:4].hex() == mark and len(key) == {1: 33, 4: 33, 6: 1313}.get(kind) and (kind == 1) == (vkey == policy["log"]) and (kind > 1 or name == origin), "policy")
        for _, said, word in (line.split(" ") for line in lines.splitlines()):
            sig = unspell(word, None, False)
            if said != name or sig[:4].hex() != mark: continue  # someone else, or another key of the same name
            who[name] = int.from_bytes(sig[4:12], "big") if kind > 1 else 0
            stamp = f"cosignature/v1\ntime {who[name]}\n" if kind == 4 else ""
            if kind == 6: lasting(key[1:], name, sig[4:12], origin, int(size), unspell(root, 32, False), sig[12:]); continue
            signed(key[1:], (stamp + body).encode(), sig[12 if stamp else 4:])
    need("log" not in policy or policy["log"].split("+")[0] in who, "unsigned"); need(len(who) > policy.get("quorum", 0) or not policy, "witnesses")
    return int(size), unspell(root, 32, False), {name: when for name, when in who.items() if when}
def climb(leaf, here, size, path):  # RFC 9162 2.1.3.2: the root that this path leads to
    last = size - 1
    for part in path:
        need(last > 0, "path"); right = here & 1 or here == last
        leaf = sha(b"\1" + (part + leaf if right else leaf + part))
        while right and here and not here & 1: here >>= 1; last >>= 1
        here >>= 1; last >>= 1
    need(last == 0, "path"); return leaf
def tree(leaves):  # RFC 9162 2.1.1: the root over these
    half = 1 << max(len(leaves) - 1, 1).bit_length() - 1
    return sha(b"\1" + tree(leaves[:half]) + tree(leaves[half:])) if leaves[1:] else leaves[0] if leaves else sha(b"")
def put_back(part, mark): need(len(part) == SIZES[mark], "packing"); return b"%d" % int.from_bytes(part, "big") if mark == b"\3" else part.hex().encode()  # an id, a digest, an instant that was lifted out of the text
@functools.lru_cache(1 << 16)
def opener(kid, key): need(sha(b"abrigo/kid/1\n" + key)[:16] == kid, "key"); return AESGCM(key).decrypt
def words(kid, key, box, dictionaries):  # what a box says, if this is the key its header committed to
    if kid:
        packed = opener(kid, key)(box[:12], box[12:], None); end = 4 + int.from_bytes(packed[1:4], "big"); form = str(packed[0])
        need(len(packed) == end + -end % 32 and not packed[end:].strip(b"\0"), "packing"); start = 4 if form == "1" else 6 + int.from_bytes(packed[4:6], "big")
        wide = zlib.decompressobj(-15, zdict=dictionaries[form]); box = wide.decompress(packed[start:end], 1 << 20); need(wide.eof and not wide.unused_data, "packing")
        if form != "1": lifted = io.BytesIO(packed[6:start]); box = MARK.sub(lambda mark: put_back(lifted.read(SIZES[mark[0]]), mark[0]), box); need(not lifted.read(), "packing")
    return spelled(box.decode())
def verify(lines, policy, show=lambda place, said: None):
    """In: lines of a bundle, the reader's policy. Out: what was found; `problems` are [line number, code]."""
    top = spelled(lines[0]); whole = top["what"] == "operation"; size, root, witnesses = read_note(top["checkpoint"], policy)
    need(len(top) == 4 and top["abrigo"] == "bundle/1" and (whole or top["what"] == "dossier"), "form"); fields = set("bhiks" if whole else "bhikps")
    dictionaries = {number: unspell(text) for number, text in top["dictionaries"].items()}
    need(all(sha(d).hex() == DICTIONARIES.get(number) for number, d in dictionaries.items()), "dictionary")
    problems, chains, leaves, known, strange, last, opened, withheld = [], {}, [], set(policy.get("devices", [])), set(), -1, 0, 0
    for number, line in enumerate(lines[1:], 2):
        try:
            row = spelled(line, False); need({"h", "i", "s"} <= row.keys() <= fields, "form")
            found = HEADER.fullmatch(row["h"]); need(found, "header"); place = row["i"]
            box, dev, kid, prev, rec, seq = found.groups(); seq = int(seq); kid = unspell(kid)
            need((seq == 1) == (prev == "") and max(int(rec), seq) < 2**53, "header")
            need(type(place) is int and last < place < size and (not whole or place == last + 1), "place"); last = place
            signed(unspell(dev), b"abrigo/entry/1\n" + row["h"].encode(), unspell(row["s"], 64))
            leaf = sha(b"\0" + row["h"].encode()); leaves.append(leaf)
            need(whole or climb(leaf, place, size, [unspell(part, 32) for part in row["p"]]) == root, "not-in-log")
            chains.setdefault(dev, {}).setdefault(seq, {})[base64.urlsafe_b64encode(leaf).decode()[:43]] = prev
            sealed = unspell(row["b"]) if "b" in row else None; withheld += sealed is None
            need(sealed is None or sha(sealed) == unspell(box), "box"); need("k" not in row or (sealed is not None and kid), "form")
            said = words(kid, unspell(row.get("k", "")), sealed, dictionaries) if sealed is not None and ("k" in row or not kid) else {}
            show(place, said); opened += bool(said)
            if not kid and dev in known and said.get("kind") == "device.enrolled": known.add(said.get("dev"))
            if dev not in known: strange.add(dev)
        except Exception as wrong:
            problems.append([number, str(wrong) if type(wrong) is Wrong else "signature" if type(wrong) is InvalidSignature else "form"])
    if whole and (last + 1 != size or tree(leaves) != root): problems.append([len(lines), "root"])
    for dev, chain in chains.items():  # each entry names the one before it: where both are here, they must fit
        problems += [[0, f"chain {dev} {seq}"] for seq in sorted(chain) if seq - 1 in chain and not set(chain[seq].values()) <= chain[seq - 1].keys()]
    return {"what": top["what"], "size": size, "root": base64.b64encode(root).decode(), "witnesses": witnesses, "problems": problems,
            "devices": len(chains), "entries": sum(len(c[seq]) for c in chains.values() for seq in c), "opened": opened, "withheld": withheld,
            "forks": sorted([dev, seq] for dev, chain in chains.items() for seq in chain if len(chain[seq]) > 1),
            "gaps": sorted([dev, seq] for dev, c in chains.items() for seq in range(1, max(c)) if seq not in c) if whole else [],
            "unenrolled": sorted(strange) if "devices" in policy else []}
if __name__ == "__main__":
    names, printed = ([w for w in sys.argv[1:] if w.startswith("--") == flag] for flag in (False, True))
    try:
        policy = json.loads(open(names[1], encoding="utf-8").read()) if names[1:] else {}; lines = open(names[0], encoding="utf-8", newline="").read().removesuffix("\n").split("\n"); found = verify(lines, policy)
    except Exception as wrong: sys.exit(print("cannot be read:", repr(wrong)) or 2)
    for said in {w.removeprefix("--printed=") for w in printed} - {"--json", f"{found['size']}/{found['root'][:12]}"}:  # a paper older than the log
        leaves = [sha(b"\0" + json.loads(line)["h"].encode()) for line in lines[1:int(re.match("[0-9]{0,15}", said)[0] or 0) + 1]] if found["what"] == "operation" and not found["problems"] else []
        if said != f"{len(leaves)}/{base64.b64encode(tree(leaves)).decode()[:12]}" or not leaves: found["problems"].append([1, "printed"])
    print("WRONG, first at line %s: %s." % tuple(found["problems"][0]) if found["problems"] else "Nothing is wrong.", "Proven:",
          found["entries"], "entries, each signed by its device, belong to a log of", found["size"], "entries; witnesses:", ", ".join(found["witnesses"]) or "none", "Not proven: that what was written is true; the words of",
          found["entries"] - found["opened"], "entries that are sealed or not here;", names[1:] or "who keeps this log (no policy)")
    sys.exit((print(json.dumps(found)) if "--json" in printed else 0) or bool(found["problems"]))
