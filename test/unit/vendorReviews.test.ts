import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readReviewOutcomes } from '../../src/config/reviewOutcomes.ts';
import { MAX_COMMENT_LENGTH } from '../../src/domain/reviews/descriptiveValues.ts';
import { MAX_CALLBACK_BYTES } from '../../src/vendors/delivery.ts';
import { parseExamityEvent } from '../../src/vendors/examity/parse.ts';
import { parseExamusReview } from '../../src/vendors/examus/parse.ts';
import { parseRestReview } from '../../src/vendors/rest/parse.ts';

const fixture = (name: string) => readFileSync(new URL(`../fixtures/${name}.json`, import.meta.url));
const bytes = (payload: unknown) => Buffer.from(JSON.stringify(payload));
const outcomes = readReviewOutcomes({});

describe('a delivery of Constructor Proctor', () => {
  const delivered = fixture('examus/accepted');
  const accepted = JSON.parse(delivered.toString());

  it('is parsed', () => {
    expect(parseExamusReview(delivered)).toMatchObject({
      vendor: 'examus',
      locate: { attemptCode: '0F7B6C1A-5E55-4C39-9D0E-6C1B7C4F2A10' },
      reviewStatus: 'accepted',
      videoLink: 'https://proctor.vendor.example/archive/8f1c2e',
    });
  });

  it('has a comment on the whole session and one for every warning', () => {
    expect(parseExamusReview(delivered).comments).toEqual([
      {
        start: null,
        stop: null,
        duration: null,
        comment: 'looked away twice, nothing found',
        status: '',
        source: 'session',
      },
      {
        start: 1200,
        stop: 1237,
        duration: 37,
        comment: 'Looking away from the screen',
        status: 'WARNING_AVERT_EYES',
        source: 'cyberproctor',
      },
      {
        start: 2940,
        stop: null,
        duration: null,
        comment: 'WARNING_PHONE',
        status: 'WARNING_PHONE',
        source: 'proctor',
      },
    ]);
  });

  it('is stored byte for byte except its links', () => {
    const { payload } = parseExamusReview(delivered);
    const expected = delivered.toString().replace(accepted.archive, '').replace(accepted.reportUrl, '');
    expect(Buffer.from(payload).toString()).toBe(expected);
    expect(expected).not.toContain('vendor.example');
  });

  it.each([
    [{ archive: null }, accepted.reportUrl],
    [{ archive: '' }, accepted.reportUrl],
    [{ archive: undefined, reportUrl: undefined }, null],
  ])('with %j has the link %s', (fields, videoLink) => {
    expect(parseExamusReview(bytes({ ...accepted, ...fields })).videoLink).toBe(videoLink);
  });

  it('may have few fields at first', () => {
    const { sessionId } = accepted;
    expect(parseExamusReview(bytes({ sessionId, conclusion: 'unknown' }))).toMatchObject({
      reviewStatus: 'unknown',
      comments: [],
      videoLink: null,
    });
    const withFewFields = { ...accepted, sessionStart: null, comment: '', warnings: null, warningTitles: null };
    expect(parseExamusReview(bytes(withFewFields)).comments).toEqual([]);
  });

  it.each([
    ['a time that is none', { sessionStart: 'yesterday' }, { start: null, duration: 37 }],
    ['titles that are none', { warningTitles: [1] }, { comment: 'WARNING_AVERT_EYES' }],
    ['titles that are null', { warningTitles: null }, { comment: 'WARNING_AVERT_EYES' }],
    ['languages that are null', { warningTitles: { WARNING_AVERT_EYES: null } }, { comment: 'WARNING_AVERT_EYES' }],
    ['a title that is none', { warningTitles: { WARNING_AVERT_EYES: 5 } }, { comment: 'WARNING_AVERT_EYES' }],
    ['no English title', { warningTitles: { WARNING_AVERT_EYES: { es: 'M' } } }, { comment: 'WARNING_AVERT_EYES' }],
  ])('is not rejected for %s', (_case, fields, comment) => {
    expect(parseExamusReview(bytes({ ...accepted, ...fields })).comments[1]).toMatchObject(comment);
  });

  it.each([
    [{ start: '2000-01-01T00:00:00Z', end: null }, '1999-12-31T23:59:00Z', { start: 60, stop: null, duration: null }],
    [{ start: null, end: '2000-01-01T00:00:00Z' }, '1999-12-31T23:59:00Z', { start: null, stop: 60, duration: null }],
    [{ start: '2000-01-01T00:00:00Z', end: '2000-01-01T00:00:05Z' }, null, { start: null, stop: null, duration: 5 }],
    [{ start: null, end: null }, '2000-01-01T00:00:00Z', { start: null, stop: null, duration: null }],
  ])('has no time that lacks one of its ends: %j in a session from %s', (times, sessionStart, expected) => {
    const warnings = [{ type: 'WARNING_PHONE', cyber: false, ...times }];
    expect(parseExamusReview(bytes({ ...accepted, sessionStart, warnings })).comments[1]).toMatchObject(expected);
  });

  it('has titles of bounded length', () => {
    const warningTitles = { WARNING_AVERT_EYES: { en: 'x'.repeat(MAX_COMMENT_LENGTH + 1) } };
    const [, comment] = parseExamusReview(bytes({ ...accepted, warningTitles })).comments;
    expect(comment?.comment).toBe('x'.repeat(MAX_COMMENT_LENGTH));
  });

  it.each(['constructor', '__proto__', 'toString'])('may call a warning %s', type => {
    const warnings = [{ type, start: null, end: null, cyber: false }];
    expect(parseExamusReview(bytes({ ...accepted, warnings })).comments[1]).toMatchObject({ comment: type });
  });

  it('is a new delivery with another verdict', () => {
    const later = parseExamusReview(bytes({ ...accepted, conclusion: 'rejected' }));
    expect(later.digest).not.toBe(parseExamusReview(bytes(accepted)).digest);
    expect(later.reviewStatus).toBe('rejected');
  });

  it('may have 10,000 warnings, and no more, however wrong', () => {
    const { comments } = parseExamusReview(bytes({ ...accepted, warnings: Array(10_000).fill({}) }));
    expect(comments).toHaveLength(10_001);
    const detail = 'must be at most 10000 comments';
    expect(() => parseExamusReview(bytes({ ...accepted, warnings: Array(10_001).fill(1) }))).toThrow(
      expect.objectContaining({ inputErrors: [{ pointer: '/warnings', detail }] }),
    );
  });

  it.each([
    ['no session', { sessionId: undefined }, 'sessionId'],
    ['an empty session', { sessionId: '' }, 'sessionId'],
    ['a session that is a number', { sessionId: 5 }, 'sessionId'],
    ['no conclusion', { conclusion: undefined }, 'conclusion'],
    ['warnings that are no list', { warnings: {} }, 'warnings'],
    ['a warning that is a text', { warnings: ['WARNING_PHONE'] }, 'warnings/0'],
    ['too many warnings', { warnings: Array(10_001).fill(1) }, 'warnings'],
  ])('is rejected with %s', (_case, fields, named) => {
    const problem = { code: 'invalid_request', inputErrors: [expect.objectContaining({ pointer: `/${named}` })] };
    expect(() => parseExamusReview(bytes({ ...accepted, ...fields }))).toThrow(expect.objectContaining(problem));
  });
});

describe('a delivery of Examity', () => {
  const delivered = fixture('examity/approved-by-auditor');
  const approved = JSON.parse(delivered.toString());
  const withFlags = (flags: unknown) => bytes({ ...approved, data: { ...approved.data, flags } });
  const parsed = (body: Uint8Array) => {
    const event = parseExamityEvent(body);
    if (event === 'ignored') throw new Error('a verdict was ignored');
    return event;
  };

  it('is parsed once its auditors are done', () => {
    expect(parsed(delivered)).toMatchObject({
      vendor: 'examity',
      locate: { externalId: '4711002' },
      reviewStatus: 'possible violation',
      videoLink: null,
    });
  });

  it('has a comment for every flag', () => {
    const none = { start: null, stop: null, duration: null, source: 'flag' };
    expect(parsed(delivered).comments).toEqual([
      { ...none, comment: 'Identity verified', status: 'no violation' },
      { ...none, comment: 'Somebody walked in', status: 'possible violation' },
    ]);
  });

  it('is stored byte for byte', () => {
    expect(Buffer.from(parsed(delivered).payload).equals(delivered)).toBe(true);
  });

  it.each([
    [[], 'no violation', 'verified'],
    [null, 'no violation', 'verified'],
    [['No Violation'], 'no violation', 'verified'],
    [['No Violation', 'Alert'], 'alert', 'verified'],
    [['Possible Violation', 'Alert'], 'possible violation', 'second_review_required'],
    [['Purple', 'Alert'], 'unknown flag', 'second_review_required'],
    [['Violation', 'Purple', 'No Violation'], 'violation', 'rejected'],
  ])('with the flags %j has the verdict "%s": %s', (types, reviewStatus, outcome) => {
    const event = parsed(withFlags(types?.map(type => ({ type, description: 'x' })) ?? null));
    expect(event.reviewStatus).toBe(reviewStatus);
    expect(outcomes.examity?.[event.reviewStatus]).toBe(outcome);
  });

  it.each([[null], [5], ['violation'], [[]], [{ type: 5 }], [{ constructor: 1 }]])(
    'reads the flag %j as unknown',
    flag => {
      expect(parsed(withFlags([flag])).reviewStatus).toBe('unknown flag');
    },
  );

  it.each(['flag_type', 'flagtype', 'type'])('reads the type of a flag in the member %s, in any notation', member => {
    const comments = parsed(withFlags([{ [member]: ' Possible\n\t VIOLATION ' }])).comments;
    expect(comments).toEqual([
      { start: null, stop: null, duration: null, comment: '', status: 'possible violation', source: 'flag' },
    ]);
  });

  it.each(['flag_description', 'flagdescription', 'description'])(
    'reads the text of a flag in the member %s',
    member => {
      const [comment] = parsed(withFlags([{ type: 'Alert', [member]: 'x'.repeat(MAX_COMMENT_LENGTH + 1) }])).comments;
      expect(comment).toMatchObject({ status: 'alert', comment: 'x'.repeat(MAX_COMMENT_LENGTH) });
    },
  );

  it('prefers the members of its API, and skips those that are no text', () => {
    const flag = { type: 'Alert', flagtype: 'Violation', flag_type: 5, description: 'c', flagdescription: 'b' };
    expect(parsed(withFlags([flag])).comments).toMatchObject([{ status: 'violation', comment: 'b' }]);
    const documented = { ...flag, flag_type: 'No Violation', flag_description: 'a' };
    expect(parsed(withFlags([documented])).comments).toMatchObject([{ status: 'no violation', comment: 'a' }]);
  });

  it.each([10_000])('may have %i flags', count => {
    expect(parsed(withFlags(Array(count).fill({ type: 'Alert' }))).comments).toHaveLength(count);
  });

  it.each([false, null, undefined, 'false'])('is no test with the mark %j', test_mode => {
    expect(parsed(bytes({ ...approved, test_mode })).reviewStatus).toBe('possible violation');
  });

  it.each([
    'scheduled',
    'no-show',
    'cancelled',
    'waiting-for-proctor',
    'verifying',
    'in-progress',
    'incomplete',
    'pending-at-auditor',
    'completed',
    'rescheduled',
    'of-a-kind-to-come',
  ])('is ignored unless it is a verdict: %s', event => {
    expect(parseExamityEvent(bytes({ ...approved, event_name: `appointment.${event}` }))).toBe('ignored');
    expect(parseExamityEvent(bytes({ event_name: `appointment.${event}` }))).toBe('ignored');
  });

  it.each([
    ['4711002', '4711002'],
    ['"4711002"', '4711002'],
    ['"007"', '7'],
    ['0', '0'],
    ['9007199254740993', '9007199254740993'],
    ['"9007199254740993"', '9007199254740993'],
    ['18446744073709551617', '18446744073709551617'],
  ])('identifies the appointment %s by its own digits', (written, externalId) => {
    const text = delivered.toString().replace(/("appointment_id"\s*:\s*)\d+/, (_, name) => name + written);
    expect(parsed(Buffer.from(text)).locate).toEqual({ externalId });
  });

  it.each(['1e400', '1e16', '9e15.', '-9007199254740993', '1.5'])('does not identify it by %s', written => {
    const text = delivered.toString().replace(/("appointment_id"\s*:\s*)\d+/, (_, name) => name + written);
    expect(() => parseExamityEvent(Buffer.from(text))).toThrow(expect.objectContaining({ name: 'DomainError' }));
  });

  it.each([true, 'true'])('is ignored if it is a test: %j', test_mode => {
    expect(parseExamityEvent(bytes({ ...approved, test_mode }))).toBe('ignored');
  });

  it.each([
    ['no event', { event_name: undefined }, 'event_name'],
    ['an event with too long a name', { event_name: 'x'.repeat(101) }, 'event_name'],
    ['a mark of a test that is none', { test_mode: 'maybe' }, 'test_mode'],
    ['no data', { data: undefined }, 'data'],
    ['no appointment', { data: {} }, 'data/appointment_id'],
    ['half an appointment', { data: { appointment_id: 0.5 } }, 'data/appointment_id'],
    ['an appointment that is negative', { data: { appointment_id: -1 } }, 'data/appointment_id'],
    ['an appointment of letters', { data: { appointment_id: 'A1' } }, 'data/appointment_id'],
    ['an appointment of too many digits', { data: { appointment_id: '9'.repeat(256) } }, 'data/appointment_id'],
    ['flags that are no list', { data: { appointment_id: 1, flags: 'red' } }, 'data/flags'],
    ['too many flags', { data: { appointment_id: 1, flags: Array(10_001).fill({}) } }, 'data/flags'],
  ])('is rejected with %s', (_case, fields, named) => {
    const problem = {
      code: 'invalid_request',
      inputErrors: expect.arrayContaining([expect.objectContaining({ pointer: `/${named}` })]),
    };
    expect(() => parseExamityEvent(bytes({ ...approved, ...fields }))).toThrow(expect.objectContaining(problem));
  });
});

describe('a delivery of the REST protocol', () => {
  const delivered = fixture('rest/suspicious');
  const suspicious = JSON.parse(delivered.toString());

  it('is parsed', () => {
    expect(parseRestReview(delivered, 'attempt-9')).toMatchObject({
      vendor: 'rest',
      locate: { externalId: 'attempt-9' },
      reviewStatus: 'suspicious',
      videoLink: null,
      comments: [
        {
          start: 2040,
          stop: 2046,
          duration: 6,
          comment: 'Second person in the room',
          status: 'suspicious',
          source: 'reviewer',
        },
        {
          start: null,
          stop: null,
          duration: null,
          comment: 'Calculator application in use',
          status: 'ok',
          source: 'reviewer',
        },
      ],
    });
  });

  it('is stored byte for byte', () => {
    expect(Buffer.from(parseRestReview(delivered, 'a').payload).equals(delivered)).toBe(true);
  });

  it('is a repeated one for an external id ignoring case, by the digest that earlier releases stored', () => {
    const digestOf = (externalId: string, body: Uint8Array = delivered) => parseRestReview(body, externalId).digest;
    const stored = createHash('sha256').update('attempt-9\n').update(delivered).digest('hex');
    expect([digestOf('attempt-9'), digestOf('ATTEMPT-9')]).toEqual([stored, stored]);
    expect(digestOf('attempt-8')).not.toBe(stored);
    expect(digestOf('attempt-9', bytes(suspicious))).not.toBe(stored);
    const ofBytes = createHash('sha256').update(delivered).digest('hex');
    expect(parseRestReview(delivered, 'attempt-9').bytesDigest).toBe(ofBytes);
  });

  it.each([
    ['ada@vendor.example', true],
    [{ id: 7 }, true],
    [7, true],
    ['', false],
    ['  ', false],
    [null, false],
    [undefined, false],
  ])('reviewed by %j: a second review is %s', (reviewed_by, isSecondReview) => {
    const parsed = parseRestReview(bytes({ ...suspicious, reviewed_by }), 'a');
    expect(parsed.isSecondReview ?? false).toBe(isSecondReview);
  });

  it.each([undefined, null, []])('may have the comments %j', comments => {
    expect(parseRestReview(bytes({ ...suspicious, comments }), 'a').comments).toEqual([]);
  });

  it.each([
    ['no status', { status: undefined }, 'status'],
    ['a status that is no text', { status: 1 }, 'status'],
    ['comments that are no list', { comments: 'none' }, 'comments'],
    ['a comment that is a text', { comments: ['none'] }, 'comments/0'],
    ['too many comments', { comments: Array(10_001).fill({}) }, 'comments'],
  ])('is rejected with %s', (_case, fields, named) => {
    const problem = { code: 'invalid_request', inputErrors: [expect.objectContaining({ pointer: `/${named}` })] };
    expect(() => parseRestReview(bytes({ ...suspicious, ...fields }), 'a')).toThrow(expect.objectContaining(problem));
  });
});

describe.each([
  ['Constructor Proctor', parseExamusReview],
  ['Examity', parseExamityEvent],
  ['REST vendors', (body: Uint8Array) => parseRestReview(body, 'a')],
])('a delivery of %s', (_vendor, parse) => {
  it.each([
    ['has too many bytes', `"${'x'.repeat(MAX_CALLBACK_BYTES - 1)}"`, 'payload_too_large'],
    ['is no JSON', 'status=passed', 'malformed_json'],
    ['is empty', '', 'malformed_json'],
    ['is null', 'null', 'invalid_request'],
    ['is a list', '[]', 'invalid_request'],
  ])('is rejected if it %s', (_case, body, code) => {
    expect(() => parse(Buffer.from(body))).toThrow(expect.objectContaining({ name: 'DomainError', code }));
  });
});

describe('a delivery of any vendor', () => {
  const parse = (body: string) => () => parseRestReview(Buffer.from(body), 'a');

  it('may have the most bytes, and is rejected above them with its size', () => {
    expect(parse(`"${'x'.repeat(MAX_CALLBACK_BYTES - 2)}"`)).toThrow(
      expect.objectContaining({ code: 'invalid_request' }),
    );
    expect(parse(' '.repeat(MAX_CALLBACK_BYTES + 1))).toThrow(
      'The review has 5500001 bytes, above the limit of 5500000.',
    );
  });

  it('is rejected without a word of its text if it is no JSON', () => {
    expect(parse('{"email":"mina@example.com')).toThrow(/^The body is not valid JSON\.$/);
  });
});
