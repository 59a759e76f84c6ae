"""A time-stamping authority of the tests: certificates of its own, answers over HTTP as RFC 3161 says, and may lie."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

from asn1crypto import algos, cms, core, tsp
from asn1crypto import x509 as ax509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID


@dataclass
class Authority:
    """`lie`: "", "other-digest", "other-nonce", "rejects" or "rubbish". `time` None: the machine's own."""

    lie: str = ""
    time: datetime | None = None
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    root_key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def __post_init__(self) -> None:
        self.root = self._certificate("Root", self.root_key, "Root", self.root_key, ca=True)
        self.leaf = self._certificate("Clock", self.key, "Root", self.root_key, ca=False)

    def _certificate(self, name, key, issuer, signer, *, ca) -> x509.Certificate:
        def named(cn):
            return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, cn)])

        now = datetime.now(UTC)
        builder = (
            x509.CertificateBuilder().subject_name(named(name)).issuer_name(named(issuer)).public_key(key.public_key())
            .serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=3650))
            .not_valid_after(now + timedelta(days=3650))
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        )  # fmt: skip
        if not ca:
            usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
            builder = builder.add_extension(usage, critical=True)
        return builder.sign(signer, hashes.SHA256())

    def pem(self, folder: Path) -> Path:
        path = folder / f"roots-{id(self)}.pem"
        path.write_bytes(self.root.public_bytes(Encoding.PEM))
        return path

    def answer(self, der: bytes) -> bytes:
        if self.lie == "rubbish":
            return b"<html>not today</html>"
        if self.lie == "rejects":
            status = tsp.PKIStatusInfo({"status": "rejection", "status_string": ["closed for the night"]})
            return b"\x30" + bytes([len(status.dump())]) + status.dump()  # a refusal carries no token
        asked = tsp.TimeStampReq.load(der)
        info = self._info(asked)
        signed = self._signed(info.dump())
        token = cms.ContentInfo({"content_type": "signed_data", "content": signed})
        return tsp.TimeStampResp({"status": {"status": "granted"}, "time_stamp_token": token}).dump()

    def _info(self, asked: tsp.TimeStampReq) -> tsp.TSTInfo:
        imprint = asked["message_imprint"]
        if self.lie == "other-digest":
            digest = sha256(b"another log").digest()
            imprint = tsp.MessageImprint({"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": digest})
        nonce = asked["nonce"].native + (1 if self.lie == "other-nonce" else 0)
        told = {
            "version": "v1", "policy": "1.2.3.4.1", "message_imprint": imprint, "serial_number": 7,
            "gen_time": self.time or datetime.now(UTC).replace(microsecond=0), "nonce": nonce,
        }  # fmt: skip
        return tsp.TSTInfo(told)

    def _signed(self, info: bytes) -> cms.SignedData:
        leaf = ax509.Certificate.load(self.leaf.public_bytes(Encoding.DER))
        chosen = tsp.SigningCertificateV2(
            {"certs": [tsp.ESSCertIDv2({"hash_algorithm": algos.DigestAlgorithm({"algorithm": "sha256"}),
                                        "cert_hash": sha256(leaf.dump()).digest()})]}
        )  # fmt: skip
        attributes = cms.CMSAttributes(
            [
                cms.CMSAttribute({"type": "content_type", "values": ["tst_info"]}),
                cms.CMSAttribute({"type": "message_digest", "values": [sha256(info).digest()]}),
                cms.CMSAttribute({"type": "signing_certificate_v2", "values": [chosen]}),
            ]
        )
        signature = self.key.sign(attributes.dump(), ec.ECDSA(hashes.SHA256()))
        signer = cms.SignerInfo(
            {
                "version": "v1",
                "sid": cms.IssuerAndSerialNumber({"issuer": leaf.issuer, "serial_number": leaf.serial_number}),
                "digest_algorithm": {"algorithm": "sha256"},
                "signed_attrs": attributes,
                "signature_algorithm": {"algorithm": "sha256_ecdsa"},
                "signature": signature,
            }
        )
        return cms.SignedData(
            {
                "version": "v3",
                "digest_algorithms": [{"algorithm": "sha256"}],
                "encap_content_info": {
                    "content_type": "tst_info",
                    "content": core.ParsableOctetString(info),
                },
                "certificates": [leaf],
                "signer_infos": [signer],
            }
        )


@contextmanager
def open_for_business(authority: Authority) -> Iterator[str]:
    """Its address on this machine while it answers."""

    class Counter(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = authority.answer(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Counter)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
