import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, it } from 'vitest';
import { toAttemptItem } from '../../src/store/attempts/attemptItem.ts';
import { changeOf, toHistoryItem } from '../../src/store/history/historyItem.ts';
import { anAttempt, NOW } from '../support/builders.ts';
import { type Change, compareHistory, type Found } from '../support/faultVerdict/storedState.ts';
import { type ExpectedAttempt, judge, type Stored } from '../support/faultVerdict/verdict.ts';

/** The verdict of `npm run faults` must notice every violation: consistent data, tampered with in one place. */
const expected: ExpectedAttempt = {
  attemptId: 5,
  code: 'C',
  externalId: 'Locator',
  isRest: true,
  statuses: ['started', 'submitted'],
  acceptedMarkers: new Set(['C one']),
  posted: 2,
  verdicts: new Map([['C one', 'verified']]),
  staffVerdict: undefined,
  isRemoved: false,
};
const before = (status: string) => ({ attempt_id: 5, attempt_code: 'C', status });
const steps = [
  ['created', 'started'],
  ['started', 'submitted'],
  ['submitted', 'verified'],
] as const;

function consistentState() {
  const changes: Change[] = steps.map(([from, to], index) => ({
    code: 'C',
    sequenceNumber: BigInt(index + 1),
    to,
    before: before(from),
  }));
  const history: Found[] = steps.map(([from, to], index) => ({
    change_key: `5#${index}#${index + 1}`,
    attempt: before(from),
    to_status: to,
  }));
  const stored = {
    attempts: [{ attempt_id: 5, status: 'verified' }] as Found[],
    directory: [
      { key: 'code#C', attempt_id: 5 },
      { key: 'external#locator', attempt_id: 5 },
    ] as Found[],
    reviews: [{ part: 'review', attempt_code: 'C', comments: [{ comment: 'C one' }] }] as Found[],
    history,
    changes,
  } satisfies Stored;
  return {
    stored,
    expected: { ...expected, acceptedMarkers: new Set(expected.acceptedMarkers) },
    told: new Map([['Locator', 'submitted']]),
  };
}
type State = ReturnType<typeof consistentState>;

const verdictOf = (tamper: (state: State) => void) => {
  const state = consistentState();
  tamper(state);
  return judge(state.stored, [state.expected], state.told).faults;
};

describe('the verdict on a run with faults', () => {
  it('accepts consistent data', () => {
    expect(verdictOf(() => {})).toEqual([]);
  });

  it('accepts the item that the archive writes', () => {
    const attempt = anAttempt({ downloadUrl: 'https://vendor.example/download', vendorInstructions: 'Install it' });
    const [before, after] = [attempt, { ...attempt, status: 'started' as const, version: attempt.version + 1 }].map(
      state => marshall(toAttemptItem(state)),
    );
    const record = { sequenceNumber: '7', attemptId: attempt.attemptId, before, after, at: NOW };
    const archived = changeOf(record);
    const item = archived && unmarshall(toHistoryItem(record, archived, null));
    const change = { code: attempt.attemptCode, sequenceNumber: 7n, to: 'started', before: unmarshall(before ?? {}) };
    expect(compareHistory([change], [item ?? {}])).toEqual({ lost: 0, doubled: 0, wrong: 0 });
  });

  it.each<[string, (state: State) => void, RegExp]>([
    ['a change is missing in the history', ({ stored }) => void stored.history.pop(), /history: 1 lost/],
    [
      'a change is in the history twice',
      ({ stored }) => void stored.history.push({ ...stored.history[0], change_key: '5#9#1' }),
      /1 doubled/,
    ],
    [
      'a history item is another attempt than it was',
      ({ stored }) => void Object.assign(stored.history[0] ?? {}, { attempt: before('error') }),
      /1 wrong/,
    ],
    ['a review answered 2xx is not stored', ({ stored }) => void stored.reviews.pop(), /0 reviews stored, 1 answered/],
    [
      'a review is stored twice',
      ({ stored }) => void stored.reviews.push({ part: 'review', attempt_code: 'C' }),
      /2 reviews stored/,
    ],
    [
      'two reviews that contradict each other were accepted',
      data => void data.expected.acceptedMarkers.add('C other'),
      /2 different reviews/,
    ],
    [
      'another review is stored',
      ({ stored }) => void Object.assign(stored.reviews[0] ?? {}, { comments: [{ comment: 'C other' }] }),
      /another review/,
    ],
    [
      'a review was replaced',
      ({ stored }) => void stored.reviews.push({ part: 'version#0001', attempt_code: 'C' }),
      /were replaced/,
    ],
    ['the attempt has vanished', ({ stored }) => void stored.attempts.pop(), /has vanished/],
    [
      'the attempt is there although removed',
      data => void Object.assign(data.expected, { isRemoved: true }),
      /although it was removed/,
    ],
    [
      'its verdict is not the review’s',
      ({ stored }) => void Object.assign(stored.attempts[0] ?? {}, { status: 'rejected' }),
      /instead of verified/,
    ],
    [
      'it is closed and still in an index',
      ({ stored }) => void Object.assign(stored.attempts[0] ?? {}, { status: 'verified', in_progress_user_id: 7 }),
      /wrong index/,
    ],
    [
      'it is closed and still scheduled',
      ({ stored }) => void Object.assign(stored.attempts[0] ?? {}, { status: 'verified', scheduled_at: 'x' }),
      /scheduled wrongly/,
    ],
    [
      'its code leads to another',
      ({ stored }) => void Object.assign(stored.directory[0] ?? {}, { attempt_id: 6 }),
      /its code does not/,
    ],
    ['its external id leads nowhere', ({ stored }) => void stored.directory.pop(), /its external id does not/],
    ['a status changed without a trace', ({ stored }) => void stored.changes.splice(1, 1), /without a trace|never was/],
    [
      'what was answered 2xx never happened',
      data => void data.expected.statuses.push('ready_to_submit'),
      /answered 2xx for ready_to_submit/,
    ],
    ['the vendor was not told the end', data => void data.told.set('Locator', 'started'), /told "started" last/],
    [
      'an attempt is there that nobody made',
      ({ stored }) => void stored.attempts.push({ attempt_id: 6 }),
      /no client knows/,
    ],
  ])('detects that %s', (_case, tamper, complaint) => {
    expect(verdictOf(tamper).join('; ')).toMatch(complaint);
  });
});
