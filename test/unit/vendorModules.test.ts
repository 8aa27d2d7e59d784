import { jwtVerify } from 'jose';
import { afterEach, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import type { DashboardVisit } from '../../src/usecases/ports/dashboards.ts';
import { expectAnswer, requireAccepted } from '../../src/vendors/answers.ts';
import { preserveLargeIntegers } from '../../src/vendors/preserveLargeIntegers.ts';
import { DASHBOARDS, OUTBOUND, playableLink } from '../../src/vendors/registry.ts';
import { anAttempt, anExam, NOW } from '../support/builders.ts';
import { json, scriptedServer } from '../support/scriptedServer.ts';
import { aRegistration } from '../support/vendors.ts';

const rest = {
  base_url: 'https://rest.example/',
  client_id: 'lms/1',
  client_secret: 'hush-hush-hush-hush-hush-hush-hush',
  learner_id_key: 'hush-hush-hush-hush',
  token_path: '/oauth2/access_token',
  lms_host: '',
};
const launchUrl = (code: string) => `https://proctoring.example/${code}`;

function aVisit(overrides: Partial<DashboardVisit> = {}): DashboardVisit {
  return {
    courseId: 'course-v1:A+B+C',
    exam: undefined,
    attempt: undefined,
    isConfiguration: false,
    staff: { userId: 7, name: 'Sam Staff', email: 'sam@example.com' },
    now: NOW,
    readVideoLink: async () => null,
    ...overrides,
  };
}

describe('the dashboard of a REST vendor', () => {
  const open = async (overrides: Partial<DashboardVisit> = {}, name = 'proctortrack') => {
    const address = new URL((await DASHBOARDS.rest?.open(rest, name)(aVisit(overrides))) ?? '');
    const key = new TextEncoder().encode(rest.client_secret);
    const { payload, protectedHeader } = await jwtVerify(address.searchParams.get('jwt') ?? '', key, {
      currentDate: new Date(NOW),
    });
    return { address, payload, protectedHeader };
  };

  it('opens by an address of its host, with a token that is valid for a minute', async () => {
    const { address, payload, protectedHeader } = await open();
    expect(`${address.origin}${address.pathname}`).toBe('https://rest.example/api/v1/instructor/lms%2F1/');
    expect(protectedHeader).toEqual({ alg: 'HS256', typ: 'JWT' });
    expect(payload).toEqual({
      course_id: 'course-v1:A+B+C',
      user: { id: expect.stringMatching(/^[0-9a-f]{64}$/), full_name: 'Sam Staff', email: 'sam@example.com' },
      iss: 'lms/1',
      jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
      exp: Date.parse(NOW) / 1000 + 60 - (Date.parse(NOW) % 1000) / 1000,
    });
    expect((await open()).payload.jti).not.toBe(payload.jti);
  });

  it('has the exam, the attempt and the configuration that are visited', async () => {
    const exam = anExam({ externalId: 'E1' });
    const attempt = anAttempt({ externalId: 'A1' });
    expect((await open({ exam, attempt, isConfiguration: true })).payload).toMatchObject({
      ...{ exam_id: 'E1', attempt_id: 'A1', config: true },
    });
    const unknown = { exam: anExam({ externalId: null }), attempt: anAttempt({ externalId: null }) };
    const { payload } = await open(unknown);
    expect([payload.exam_id, payload.attempt_id, payload.config]).toEqual([undefined, undefined, undefined]);
  });

  it('has the same pseudonym of a person as every call to the vendor, and another at another vendor', async () => {
    const userOf = async (...args: Parameters<typeof open>) => (await open(...args)).payload.user;
    expect(await userOf()).toEqual(await userOf());
    expect(await userOf({}, 'other')).not.toEqual(await userOf());
  });
});

describe('PSI', () => {
  it('has the video of the review in place of a dashboard', async () => {
    const open = DASHBOARDS.software_secure?.open(undefined, 'software_secure');
    expect(await open?.(aVisit({ readVideoLink: async () => 'https://psi.example/video' }))).toBe(
      'https://psi.example/video',
    );
    expect(await open?.(aVisit())).toBeNull();
  });

  it('has a player for browsers, to which no link of another vendor leads', () => {
    const link = 'https://psi.example/DirectLink-Generic/?x=DirectLink-Generic';
    expect(playableLink('software_secure', link)).toBe('https://psi.example/DirectLink-HTML5/?x=DirectLink-HTML5');
    for (const protocol of ['rest', 'examus', 'constructor']) expect(playableLink(protocol, link)).toBe(link);
  });
});

describe('the mock vendor', () => {
  it('registers each attempt under an id of its own', async () => {
    const vendor = OUTBOUND.mock.connection?.connect({}, { name: 'mock', launchUrl });
    const [first, second] = [
      await vendor?.registerAttempt(aRegistration()),
      await vendor?.registerAttempt(aRegistration()),
    ];
    expect(first).toEqual({ externalId: expect.stringMatching(/^[0-9a-f-]{36}$/), onboarding: null });
    expect(second?.externalId).not.toBe(first?.externalId);
  });
});

describe('the review policy', () => {
  let server: Awaited<ReturnType<typeof scriptedServer>> | undefined;
  afterEach(() => server?.close());
  const connected = async () => {
    server = await scriptedServer(({ url }, response) =>
      json(response, 200, url === '/oauth2/access_token' ? { access_token: 'T', expires_in: 300 } : { id: 'X1' }),
    );
    const options = { ...rest, base_url: server.url };
    return OUTBOUND.rest.connection?.connect(options, { name: 'proctortrack', launchUrl });
  };
  const bodies = () =>
    (server?.received ?? []).filter(({ body }) => body.startsWith('{')).map(({ body }) => JSON.parse(body));

  it('is sent with an exam to a REST vendor where there is one, at the address of a known exam', async () => {
    const vendor = await connected();
    const fields = { examName: 'Final', courseId: 'c', isPracticeExam: false, isProctored: true, isActive: true };
    const exam = anExam({ ...fields, externalId: null });
    expect(await vendor?.registerExam?.(exam, 'No notes')).toBe('X1');
    await vendor?.registerExam?.({ ...exam, externalId: 'E1' }, null);
    const body = {
      id: exam.examId,
      name: 'Final',
      course_id: 'c',
      is_practice: false,
      is_proctored: true,
      is_active: true,
    };
    expect(bodies()).toEqual([{ ...body, rule_summary: 'No notes' }, body]);
    expect(server?.received.slice(1).map(({ url }) => url)).toEqual(['/api/v1/exam/', '/api/v1/exam/E1/']);
  });

  it('and the learner’s exception are sent with an attempt where there are any', async () => {
    const vendor = await connected();
    await vendor?.registerAttempt(aRegistration({ reviewPolicy: 'No notes', reviewPolicyException: 'A drink' }));
    await vendor?.registerAttempt(aRegistration());
    expect(bodies()[0]).toMatchObject({ review_policy: 'No notes', review_policy_exception: 'A drink' });
    for (const member of ['review_policy', 'review_policy_exception']) expect(bodies()[1]).not.toHaveProperty(member);
  });
});

describe('an answer of a vendor', () => {
  const schema = z.object({ id: z.union([z.number(), z.string()]) });
  const read = (status: number, body: string) => expectAnswer('psi', { status, body }, schema);
  const failed = (fault: string, vendorStatus: number) =>
    expect.objectContaining({ code: 'vendor_failed', logged: { vendor: 'psi', fault, vendorStatus } });

  it.each([200, 299])('is read with the status %i', status => {
    expect(read(status, '\uFEFF{"id":7}')).toEqual({ id: 7 });
    for (const body of ['', ' \n', '{}', 'null']) requireAccepted('psi', { status, body });
  });

  it.each([199, 300, 404])('is a failure with the status %i', status => {
    expect(() => read(status, '{"id":7}')).toThrow(failed('refused', status));
    expect(() => requireAccepted('psi', { status, body: '' })).toThrow(failed('refused', status));
  });

  it.each(['', '<html>', '{"id":null}', '{"id":'])('is malformed: %s', body => {
    expect(() => read(201, body)).toThrow(failed('malformed_response', 201));
  });

  it('to a notification may have any JSON, but is no page', () => {
    expect(() => requireAccepted('psi', { status: 202, body: '<html>' })).toThrow(failed('malformed_response', 202));
  });

  it('keeps every digit of an id', () => {
    expect(read(200, '{"id":9007199254740993}')).toEqual({ id: '9007199254740993' });
  });
});

describe('a large integer', () => {
  const parse = (text: string) => JSON.parse(text, preserveLargeIntegers('id'));

  it.each<[string, unknown]>([
    ['9007199254740993', '9007199254740993'],
    ['-9007199254740993', '-9007199254740993'],
    [`1${'0'.repeat(999)}`, `1${'0'.repeat(999)}`],
    ['9007199254740991', 9007199254740991],
    ['1.5', 1.5],
    ['1e300', 1e300],
    ['"9007199254740993"', '9007199254740993'],
    ['[9007199254740993]', [9007199254740992]],
    ['null', null],
  ])('keeps its digits as a string in the member: %s', (text, expected) => {
    expect(parse(`{"id":${text}}`)).toEqual({ id: expected });
  });

  it('is a number in every other member', () => {
    expect(parse('{"other":9007199254740993,"id":{"other":9007199254740993}}')).toEqual({
      other: 9007199254740992,
      id: { other: 9007199254740992 },
    });
  });

  it('is a number where the engine gives no source', () => {
    expect(preserveLargeIntegers('id')('id', 2 ** 60)).toBe(2 ** 60);
  });
});
