import copy
import json
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[3] / 'test' / 'fixtures' / 'events'

BODY = (FOLDER / 'attempt-verified.json').read_bytes()
DELIVERY = json.loads((FOLDER / 'attempt-verified.delivery.json').read_text())
SIGNAL = json.loads((FOLDER / 'attempt-verified.open-edx.json').read_text())


def headers(**changes):
    names = ('webhook-id', 'webhook-timestamp', 'webhook-signature')
    return {**{name: str(DELIVERY[name]) for name in names}, **{name.replace('_', '-'): changes[name] for name in changes}}


def event(status='verified', attempt=123456789, sequence=4, minute=0, **data):
    """An event of learner 7 at the exam 1234567890, at this minute after 12:00."""
    made = copy.deepcopy(json.loads(BODY))
    made.update(
        id=f'evt_{attempt:016x}{sequence:016x}', type=f'proctoring.attempt.{status}.v1', subject=f'attempts/{attempt}',
        sequence=f'{sequence:010}', time=f'2026-11-27T12:{minute:02}:00.000Z')
    made['data']['attempt'].update(id=attempt, version=sequence, status=status)
    made['data'].update(data)
    return made
