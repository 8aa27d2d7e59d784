import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { request } from '../support/api.ts';

const PATH = '/api/proctoring/v1/webhooks';
const TERMS = { url: 'https://lms.example.edu/events', types: ['proctoring.attempt.*'] };

/** The number of webhooks of the stack is limited. */
const created: string[] = [];
afterEach(async () => {
  for (const id of created.splice(0)) await request('DELETE', `${PATH}/${id}`);
});

async function post(terms: object = {}) {
  const { status, body } = await request('POST', PATH, { json: { ...TERMS, ...terms } });
  expect(status).toBe(201);
  return body;
}

async function create(terms: object = {}) {
  const webhook = await post(terms);
  created.push(webhook.id);
  return webhook;
}

const of = (id: string, rest = '') => `${PATH}/${id}${rest}`;
const errorsOf = ({ status, body }: Awaited<ReturnType<typeof request>>) => [
  status,
  body.errors?.map(({ pointer }: { pointer: string }) => pointer),
];

describe('a webhook', () => {
  it('is created, read, listed, changed and removed; its secret is shown once', async () => {
    const { secret, ...webhook } = await create({ description: 'Grades' });
    expect(secret).toMatch(/^whsec_[\w+/]{43}=$/);
    expect(webhook).toEqual({
      ...{ id: expect.stringMatching(/^whk_[0-9a-f]{24}$/), ...TERMS, course_ids: null, include: [] },
      ...{ description: 'Grades', status: 'pending', disabled_because: null, earlier_secrets_until: null },
      ...{ created_at: expect.any(String), modified_at: webhook.created_at, last_success_at: null },
      ...{ failing_since: null, consecutive_failures: 0, parked_since: null },
    });
    const { id } = webhook;
    expect((await request('GET', of(id))).body).toEqual(webhook);
    expect((await request('GET', PATH)).body.results).toContainEqual(webhook);

    const change = { types: ['*', '*'], course_ids: ['course-v1:X+Y+Z'], include: ['reason', 'reason'] };
    const changed = await request('PATCH', of(id), { json: change });
    expect([changed.status, changed.body]).toEqual([
      200,
      {
        ...webhook,
        ...{ types: ['*'], course_ids: ['course-v1:X+Y+Z'], include: ['reason'] },
        modified_at: expect.any(String),
      },
    ]);
    expect((await request('PATCH', of(id), { json: { course_ids: null } })).body.course_ids).toBeNull();
    expect(await request('DELETE', of(id))).toMatchObject({ status: 204, text: '' });
    expect((await request('GET', of(id))).status).toBe(404);
    expect((await request('DELETE', of(id))).body.type).toBe('urn:proctoring:problem:webhook_not_found');
  });

  it('can be sent back as it was read', async () => {
    const { secret: _, ...webhook } = await create();
    const changed = await request('PATCH', of(webhook.id), { json: webhook });
    expect([changed.status, changed.body]).toEqual([200, webhook]);
  });
});

describe('a webhook with faulty terms', () => {
  let id: string;
  beforeAll(async () => {
    ({ id } = await post());
  });
  afterAll(() => request('DELETE', of(id)));

  it.each([
    [{ url: 'http://lms.example.edu/' }, '/url'],
    [{ url: 'https://127.0.0.1/' }, '/url'],
    [{ url: 'https://169.254.169.254/latest/meta-data' }, '/url'],
    [{ url: 'https://[::1]/' }, '/url'],
    [{ url: 'https://a:b@lms.example.edu/' }, '/url'],
    [{ url: '' }, '/url'],
    [{ url: `https://lms.example.edu/${'x'.repeat(2100)}` }, '/url'],
    [{ url: 5 }, '/url'],
    [{ types: [] }, '/types'],
    [{ types: 'proctoring.attempt.*' }, '/types'],
    [{ types: ['proctoring.attempt.verifed.v1'] }, '/types/0'],
    [{ types: ['*', 'proctoring.*.v1'] }, '/types/1'],
    [{ types: Array(21).fill('*') }, '/types'],
    [{ course_ids: [] }, '/course_ids'],
    [{ course_ids: ['course v1'] }, '/course_ids/0'],
    [{ course_ids: Array.from({ length: 101 }, (_, index) => `course-v1:X+Y+${index}`) }, '/course_ids'],
    [{ include: ['email'] }, '/include/0'],
    [{ description: 'x'.repeat(256) }, '/description'],
  ])('with %j is rejected, and changes to it are', async (terms, pointer) => {
    expect(errorsOf(await request('POST', PATH, { json: { ...TERMS, ...terms } }))).toEqual([400, [pointer]]);
    expect(errorsOf(await request('PATCH', of(id), { json: terms }))).toEqual([400, [pointer]]);
  });

  it('is as it was after these', async () => {
    expect((await request('GET', of(id))).body).toMatchObject(TERMS);
  });
});

describe('a webhook', () => {
  it('is pending until a test, whatever a change says', async () => {
    const { id } = await create();
    const patch = async (status: string) => {
      const answer = await request('PATCH', of(id), { json: { status } });
      return [answer.status, answer.body.status];
    };
    expect(await patch('active')).toEqual([409, 409]);
    expect(await patch('disabled')).toEqual([200, 'disabled']);
    expect((await request('GET', of(id))).body.disabled_because).toBe('requested');
    expect(await patch('active')).toEqual([409, 409]);
    expect(await patch('pending')).toEqual([200, 'pending']);
    expect((await request('PATCH', of(id), { json: { status: 'parked' } })).status).toBe(400);
  });

  it('has secrets that are rotated, with an overlap', async () => {
    const { id, secret } = await create();
    const rotate = (json: object) => request('POST', of(id, '/rotate_secret'), { json });
    const first = await rotate({});
    expect(first.body).toEqual({ secret: expect.stringMatching(/^whsec_/), earlier_secrets_until: expect.any(String) });
    expect(first.body.secret).not.toBe(secret);
    const { earlier_secrets_until, modified_at } = (await request('GET', of(id))).body;
    expect(earlier_secrets_until).toBe(first.body.earlier_secrets_until);
    expect(Date.parse(earlier_secrets_until) - Date.parse(modified_at)).toBe(24 * 3_600_000);
    expect((await rotate({ overlap_hours: 0 })).body.earlier_secrets_until).toBeNull();
    for (const overlap_hours of [-1, 169, 1.5, 'x']) expect((await rotate({ overlap_hours })).status).toBe(400);
    expect(JSON.stringify((await request('GET', PATH)).body)).not.toContain('whsec_');
  });
});

/** A port on which nothing listens. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise(resolve => server.close(resolve));
  return port;
}

describe('a test', () => {
  let server: Server;
  let url: string;
  const received: { headers: IncomingMessage['headers']; body: string }[] = [];
  let status = 200;

  beforeAll(async () => {
    server = createServer(async (incoming, response) => {
      let body = '';
      for await (const chunk of incoming.setEncoding('utf8')) body += chunk;
      received.push({ headers: incoming.headers, body });
      response.writeHead(status).end('thanks');
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/events`;
  });
  afterAll(() => new Promise(resolve => server.close(resolve)));

  it('sends a signed event and activates the webhook if it is accepted', async () => {
    const { id, secret } = await create({ url });
    const test = () => request('POST', of(id, '/test'));
    status = 500;
    expect((await test()).body).toMatchObject({ is_delivered: false, status_code: 500, status: 'pending' });
    status = 200;
    const answer = await test();
    expect([answer.status, answer.body]).toEqual([
      200,
      {
        ...{ is_delivered: true, status_code: 200, answer: 'thanks', fault: null },
        ...{ took_ms: expect.any(Number), status: 'active' },
      },
    ]);
    expect((await request('GET', of(id))).body).toMatchObject({
      status: 'active',
      last_success_at: expect.any(String),
    });

    const { headers, body } = received.at(-1) ?? { headers: {}, body: '' };
    const event = JSON.parse(body);
    expect(event).toMatchObject({ type: 'proctoring.webhook.test.v1', subject: `webhooks/${id}` });
    expect(headers).toMatchObject({
      ...{ 'content-type': 'application/cloudevents+json; charset=utf-8', 'webhook-id': event.id },
    });
    const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
    const signed = `${event.id}.${headers['webhook-timestamp']}.${body}`;
    const signature = createHmac('sha256', key).update(signed).digest('base64');
    expect(headers['webhook-signature']).toBe(`v1,${signature}`);

    const moved = await request('PATCH', of(id), { json: { url: `${url}/other` } });
    expect(moved.body).toMatchObject({ url: `${url}/other`, status: 'pending' });
  });

  it('of an address at which nobody answers reports that', async () => {
    const { id } = await create({ url: `http://127.0.0.1:${await closedPort()}/` });
    const { status: answered, body } = await request('POST', of(id, '/test'));
    expect([answered, body]).toEqual([
      200,
      {
        ...{ is_delivered: false, status_code: null, answer: null, fault: 'unreachable' },
        ...{ took_ms: expect.any(Number), status: 'pending' },
      },
    ]);
  });

  it('is needed before events are sent again', async () => {
    const { id } = await create({ url });
    const redeliver = (json: object) => request('POST', of(id, '/redeliver'), { json });
    expect((await redeliver({ since: '2026-11-02T00:00:00Z' })).body.type).toMatch(/webhook_not_active$/);
    await request('POST', of(id, '/test'));
    expect((await redeliver({ event_id: 'evt_none' })).body.type).toMatch(/event_not_found$/);
    const none = await redeliver({ since: '9999-01-01T00:00:00Z' });
    expect([none.status, none.body]).toEqual([202, { queued: 0, next_cursor: null }]);
    for (const json of [{}, { event_id: 'a', since: '2026-11-02T00:00:00Z' }, { cursor: 'x' }, { since: 'x' }]) {
      expect((await redeliver(json)).status).toBe(400);
    }
    const backwards = { since: '2026-11-02T00:00:00Z', until: '2026-11-01T00:00:00Z' };
    expect(errorsOf(await redeliver(backwards))).toEqual([400, ['/until']]);
  });
});

describe('the failures of a webhook', () => {
  it('are none at first', async () => {
    const { id } = await create();
    const { status, body } = await request('GET', of(id, '/failures'));
    expect([status, body]).toEqual([200, { results: [], next_cursor: null }]);
  });

  it.each(['limit=0', 'limit=501', 'cursor=x'])('are not listed with %s', async query => {
    const { id } = await create();
    expect((await request('GET', of(id, `/failures?${query}`))).status).toBe(400);
  });
});
