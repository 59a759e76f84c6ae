"""An agency's own sign-in as a test needs it: a small OpenID provider of this machine that can also lie, one lie a time.

Discovery, keys, the page where somebody types who they are, and the exchange of a code for a signed token, with PKCE and
the client's secret looked at as RFC 7636 and RFC 6749 say.
"""

import base64
import json
import secrets
import threading
import time
from hashlib import sha256
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "abrigo", "a secret: with / and + in it"


class Issuer:
    """`lie`: what is wrong with the next token. `acr`: how whoever signs in shows who they are. `asked`: what we sent."""

    def __init__(self) -> None:
        self.lie, self.acr, self.asked, self.codes = "", "mfa", [], {}
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.stranger = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.address = f"http://127.0.0.1:{self.server.server_port}/realms/fiscalia"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def describe(self) -> dict:
        return {
            "issuer": self.address if self.lie != "names-another" else "https://another.example",
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token" if self.lie != "detour" else "https://another.example/token",
            "jwks_uri": f"{self.address}/keys",
        }

    def keys(self) -> dict:
        told = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [told | {"kid": "one", "use": "sig", "alg": "RS256"}]}

    def token(self, asked: dict, subject: str) -> str:
        now = int(time.time())
        told = {"iss": self.address, "sub": subject, "aud": CLIENT, "iat": now, "exp": now + 300, "acr": self.acr,
                "nonce": asked["nonce"], "auth_time": now, "amr": ["pwd"]}  # fmt: skip
        lies = {
            "nonce": {"nonce": "of another journey"}, "no-nonce": {"nonce": None}, "expired": {"exp": now - 3600},
            "audience": {"aud": "another"}, "two-audiences": {"aud": [CLIENT, "another"]},
            "issuer": {"iss": "https://another.example"}, "future": {"iat": now + 3600},
            "stale": {"auth_time": now - 3600}, "no-hour": {"auth_time": None},
        }  # fmt: skip
        told = {k: v for k, v in (told | lies.get(self.lie, {})).items() if v is not None}
        if self.lie == "unsigned":
            return jwt.encode(told, None, "none", {"kid": "one"})
        if self.lie == "shared-secret":
            return jwt.encode(told, SECRET, "HS256", {"kid": "one"})
        return jwt.encode(told, self.stranger if self.lie == "signature" else self.key, "RS256", {"kid": "one"})


def _handler(issuer: Issuer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_told: object) -> None:
            pass

        def _say(self, body: str, kind: str = "application/json", status: int = 200, **headers: str) -> None:
            self.send_response(status)
            for name, value in {"Content-Type": kind, **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body.encode())

        def do_GET(self) -> None:
            where = urlsplit(self.path)
            asked = {k: v[0] for k, v in parse_qs(where.query).items()}
            if where.path.endswith("/openid-configuration"):
                self._say(json.dumps(issuer.describe()))
            elif where.path.endswith("/keys"):
                self._say(json.dumps(issuer.keys()))
            elif where.path.endswith("/authorize"):
                issuer.asked.append(asked)
                hidden = escape(json.dumps(asked), quote=True)
                self._say(f'<!doctype html><title>Ministerio</title><h1>Ministerio</h1><form method="post"><input type="hidden"'
                          f' name="asked" value="{hidden}"><input name="who" id="who"><button>Entrar</button></form>',
                          "text/html; charset=utf-8")  # fmt: skip
            else:
                self._say("{}", status=404)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            said = {k: v[0] for k, v in parse_qs(body).items()}
            if not self.path.endswith("/token"):
                asked, code = json.loads(said["asked"]), secrets.token_urlsafe()
                issuer.codes[code] = asked, said.get("who", "")
                back = {"state": asked["state"], "iss": issuer.address}
                back |= {"code": code} if said.get("who") else {"error": "access_denied"}
                self._say("", status=302, Location=f"{asked['redirect_uri']}?{urlencode(back)}")
                return
            asked, subject = issuer.codes.pop(said["code"], (None, ""))
            client = base64.b64decode(self.headers.get("Authorization", "").removeprefix("Basic ")).decode()
            wanted = "&".join(urlencode({"": w})[1:] for w in (CLIENT, SECRET)).replace("&", ":").replace("+", "%20")
            proof = (
                base64.urlsafe_b64encode(sha256(said.get("code_verifier", "").encode()).digest()).decode().rstrip("=")
            )
            if asked is None or client != wanted or proof != asked["code_challenge"]:
                self._say('{"error": "invalid_grant"}', status=400)
                return
            self._say(
                json.dumps({"id_token": issuer.token(asked, subject), "token_type": "Bearer", "access_token": "x"})
            )

    return Handler
