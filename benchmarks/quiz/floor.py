"""The least that the deed can cost: its requests to an application that does nothing, and one argon2id for each."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from benchmarks import serving
from benchmarks.browser import Browser

BARE = """
import sys
from argon2 import PasswordHasher
from flask import Flask, request
import waitress
app, hasher = Flask("bare"), PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
stored = hasher.hash("ถนนสายนี้ยาวไกลนัก")
@app.route("/", methods=["GET", "POST"])
def page():
    return "<!doctype html><html lang=th><title>หน้าเปล่า</title><h1>หน้าเปล่า</h1></html>"
@app.post("/login")
def sign_in():
    hasher.verify(stored, request.form["password"])
    return "", 204
waitress.serve(app, host="127.0.0.1", port=int(sys.argv[1]), threads=32, _quiet=True)
"""
ROUNDS = 50


def argon2_seconds() -> float:
    """Return the processor seconds of verifying one password with the portal's costs, alone in a process."""
    from portal.people.actions import hash_password
    from portal.people.actions.hashing import is_right

    stored = hash_password("ถนนสายนี้ยาวไกลนัก")
    began = time.process_time()
    for _ in range(ROUNDS):
        assert is_right(stored, "ถนนสายนี้ยาวไกลนัก")
    return (time.process_time() - began) / ROUNDS


def bare_seconds(requests: int, folder: Path) -> float:
    """Return the processor seconds of so many requests, one of them with argon2id, to a bare Flask on waitress."""
    port = serving.free_port()
    with serving.running(
        [sys.executable, "-c", BARE, str(port)], dict(os.environ), port, folder / "bare-log"
    ) as server:
        browser = Browser(port)
        browser.ask("GET", "/")
        before = serving.cpu_of_family(server.pid)
        for _ in range(ROUNDS):
            assert browser.post("/login", {"password": "ถนนสายนี้ยาวไกลนัก"})[0] == 204
            for _ in range(requests - 1):
                assert browser.ask("GET", "/")[0] == 200
        return (serving.cpu_of_family(server.pid) - before) / ROUNDS
