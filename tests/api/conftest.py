"""A program at the door: a test client with a key, speaking JSON."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client


@dataclass
class Program:
    """`say` nothing more than JSON. Answers are (status, body)."""

    key: str
    client: Client
    sent: int = 0

    def get(self, path: str, **asked: Any) -> tuple[int, Any]:
        response = self.client.get(f"/api{path}", asked, headers=self._headers())
        return response.status_code, json.loads(response.content) if response.content else None

    def post(self, path: str, body: Any, headers: dict[str, str] | None = None) -> tuple[int, Any]:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        response = self.client.post(
            f"/api{path}", raw, content_type="application/json", headers=self._headers() | (headers or {})
        )
        return response.status_code, json.loads(response.content)

    def act(self, name: str, **fields: Any) -> tuple[int, Any]:
        self.sent += 1
        return self.post(f"/acts/{name}", {"id": f"p{self.sent}", "operation": "op", **fields})

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"} if self.key else {}


@pytest.fixture(autouse=True)
def nobody_turned_away_yet() -> None:
    cache.clear()


@pytest.fixture
def program(operation, key) -> Callable[..., Program]:
    """A program with the key of that role's account in the small operation."""

    def made(role: str = "director") -> Program:
        return Program(key(operation.hand(role)), Client())

    return made
