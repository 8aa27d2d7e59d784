"""Signatures of Standard Webhooks. Standard library only."""
import base64
import binascii
import hashlib
import hmac

TOLERANCE_SECONDS = 300


class WrongSignature(Exception):
    """The message has no part of the request, so that it may be logged."""


def verify(headers, body, secrets, now):
    """
    Raises WrongSignature unless one of the secrets has signed these bytes within the last five minutes.

    `headers` has a method `get` that finds lower-case names; `body` is bytes; `now` is in seconds.
    """
    message_id, timestamp = headers.get('webhook-id', ''), headers.get('webhook-timestamp', '')
    if not message_id or not timestamp.isascii() or not timestamp.isdigit() or len(timestamp) > 12:
        raise WrongSignature('webhook-id or webhook-timestamp is missing or malformed')
    if abs(now - int(timestamp)) > TOLERANCE_SECONDS:
        raise WrongSignature('webhook-timestamp is not within five minutes of the present: compare the clocks')
    signed = b'.'.join([message_id.encode(), timestamp.encode(), body])
    expected = [hmac.new(key_of(secret), signed, hashlib.sha256).digest() for secret in secrets]
    offered = list(signatures_in(headers.get('webhook-signature', '')))
    # Each is compared with each: the time tells nothing about a match.
    matches = [hmac.compare_digest(a, b) for a in expected for b in offered]
    if not any(matches):
        raise WrongSignature('no signature is by a secret in PROCTORING_EVENTS')


def key_of(secret):
    prefix, _, encoded = secret.partition('_')
    if prefix != 'whsec':
        raise ValueError('A secret in PROCTORING_EVENTS does not begin with whsec_.')
    return base64.b64decode(encoded, validate=True)


def signatures_in(header):
    """Those of the scheme v1; others, such as v1a, are skipped."""
    for part in header.split(' '):
        version, _, encoded = part.partition(',')
        if version != 'v1':
            continue
        try:
            yield base64.b64decode(encoded, validate=True)
        except (binascii.Error, ValueError):
            continue
