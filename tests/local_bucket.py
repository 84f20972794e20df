"""A bucket on this machine alone, kept by moto, which ends with the test."""

from __future__ import annotations

import contextlib
import os
import subprocess
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest

from local_slurm import free_ports, wait_until
from repository import PROJECT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# What speaks to buckets has an environment of its own (requirements-s3-dev.lock).
PYTHON = PROJECT / ".venv-s3/bin/python"
# Moto asks for a signature, and believes any.
SIGNATURE = "AWS4-HMAC-SHA256 Credential=any/20240101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=any"


@dataclass(frozen=True)
class Bucket:
    """A bucket, at an address of this machine."""

    address: str
    name: str

    @property
    def environment(self) -> dict[str, str]:
        """What a program has to be told to find it."""
        return {"AWS_ENDPOINT_URL": self.address, "AWS_ACCESS_KEY_ID": "any", "AWS_SECRET_ACCESS_KEY": "any"}

    def put(self, key: str, data: bytes) -> None:
        """Store an object."""
        self._ask("PUT", f"/{self.name}/{urllib.parse.quote(key)}", data)

    def get(self, key: str) -> bytes:
        """Bytes of an object."""
        return self._ask("GET", f"/{self.name}/{urllib.parse.quote(key)}")

    def keys(self, prefix: str) -> list[str]:
        """The objects under a prefix, at most a thousand."""
        listing = ElementTree.fromstring(self._ask("GET", f"/{self.name}?prefix={urllib.parse.quote(prefix)}"))
        return [one.text or "" for one in listing.iterfind("{*}Contents/{*}Key")]

    def create(self) -> None:
        """Make the bucket itself."""
        self._ask("PUT", f"/{self.name}")

    def answers(self) -> bool:
        """Whether there is somebody at the address."""
        try:
            self._ask("GET", "/")
        except urllib.error.URLError:
            return False
        return True

    def _ask(self, method: str, path: str, data: bytes | None = None) -> bytes:
        # Else urllib would call the bytes a form, and moto wait for more of it.
        headers = {"Content-Type": "application/octet-stream", "Authorization": SIGNATURE}
        request = urllib.request.Request(self.address + path, data=data, headers=headers, method=method)
        # Without the proxies that the environment may name: this stays on the machine.
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=30) as answer:
            return answer.read()


@contextlib.contextmanager
def running_bucket(folder: Path) -> Iterator[Bucket]:
    """An empty bucket; what its server says lies in a folder."""
    if not PYTHON.exists():
        reason = f"{PYTHON} is missing (make test-long builds it)"
        if os.environ.get("THEMETRAIL_REQUIRE") == "1":
            pytest.fail(f"{reason}, and THEMETRAIL_REQUIRE=1 asks for it")
        pytest.skip(reason)
    (port,) = free_ports(1)
    with (folder / "moto.log").open("wb") as log:
        server = subprocess.Popen(
            [PYTHON, "-c", f"from moto.server import main; main(['-H', '127.0.0.1', '-p', '{port}'])"],
            stdout=log,
            stderr=log,
        )
    try:
        bucket = Bucket(f"http://127.0.0.1:{port}", "studies")
        wait_until(bucket.answers, "moto did not start", 60.0)
        bucket.create()
        yield bucket
    finally:
        server.kill()
        server.wait()
