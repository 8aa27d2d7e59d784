"""Receives webhooks of the proctoring service. Needs Python 3.9 or later and no packages.

    WEBHOOK_SECRET=whsec_... python3 webhook_receiver.py DATABASE PORT

Copy it, and replace `apply`; behind a web framework, `verify` and `record` are all that is needed.
"""
import base64
import hashlib
import hmac
import json
import os
import sqlite3
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TOLERANCE_SECONDS = 300
MAX_BODY_BYTES = 256 * 1024

SCHEMA = """
CREATE TABLE IF NOT EXISTS seen_events (source TEXT, id TEXT, PRIMARY KEY (source, id));
CREATE TABLE IF NOT EXISTS subjects (source TEXT, subject TEXT, sequence TEXT, id TEXT, PRIMARY KEY (source, subject));
CREATE TABLE IF NOT EXISTS attempts (id INTEGER PRIMARY KEY, status TEXT);
"""


class NotAuthentic(Exception):
    """The delivery is not signed with the secret of the webhook."""


def verify(body, headers, secret, now=None):
    """The event of an authentic delivery. `body` is the bytes as they arrived, before any parser."""
    try:
        signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        age = (time.time() if now is None else now) - int(headers["webhook-timestamp"])
        signatures = headers["webhook-signature"].split(" ")
    except (AttributeError, KeyError, TypeError, ValueError):
        raise NotAuthentic("a header is missing or malformed") from None
    if abs(age) > TOLERANCE_SECONDS:
        raise NotAuthentic("webhook-timestamp differs from the clock by more than five minutes")
    key = base64.b64decode(secret.removeprefix("whsec_"))
    expected = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    # While a secret is rotated there are two signatures.
    if not any(hmac.compare_digest(expected.encode(), signature.encode()) for signature in signatures):
        raise NotAuthentic("no signature is that of this secret and body")
    return json.loads(body)


def record(db, event):
    """Applies an event once, and never an earlier one of its subject after a later one; one transaction."""
    with db:
        try:
            db.execute("INSERT INTO seen_events VALUES (?, ?)", [event["source"], event["id"]])
        except sqlite3.IntegrityError:
            return "duplicate"
        subject = [event["source"], event["subject"]]
        last = db.execute("SELECT sequence, id FROM subjects WHERE source = ? AND subject = ?", subject).fetchone()
        if last and (event["sequence"], event["id"]) < last:
            return "outdated"
        apply(db, event)
        db.execute("REPLACE INTO subjects VALUES (?, ?, ?, ?)", [*subject, event["sequence"], event["id"]])
        return "applied"


def apply(db, event):
    """Replace it: change grades, completion, certificates. Longer work belongs into a queue of yours."""
    attempt = event["data"].get("attempt")
    if event["type"] == "proctoring.attempt.removed.v1":
        db.execute("DELETE FROM attempts WHERE id = ?", [attempt["id"]])
    elif event["type"].startswith("proctoring.attempt."):
        db.execute("REPLACE INTO attempts VALUES (?, ?)", [attempt["id"], attempt["status"]])


def connect(database):
    return sqlite3.connect(database, timeout=10)


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        length = int(self.headers.get("content-length") or 0)
        if length > MAX_BODY_BYTES:
            return self.answer(413, "rejected: the body is too large")
        body = self.rfile.read(length)
        try:
            event = verify(body, self.headers, os.environ["WEBHOOK_SECRET"])
        except NotAuthentic as error:
            return self.answer(401, f"rejected: {error}")
        db = connect(sys.argv[1])
        try:
            outcome = record(db, event)
        finally:
            db.close()
        # Also for duplicates and outdated events: nothing is left to do. An exception closes the connection, and the
        # service repeats the delivery.
        self.answer(204, f"{outcome} {event['type']} {event['subject']} {event['sequence']} {event['id']}")

    def answer(self, status, line):
        print(line, flush=True)
        self.send_response(status)
        self.end_headers()

    def log_message(self, *args):
        pass


if __name__ == "__main__":
    db = connect(sys.argv[1])
    db.executescript(SCHEMA)
    db.close()
    server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[2])), Receiver)
    print(f"Ready at http://127.0.0.1:{server.server_port}/events", flush=True)
    server.serve_forever()
