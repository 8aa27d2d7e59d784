import { afterEach, describe, expect, it } from 'vitest';
import { readVendors } from '../../src/config/connectedVendors.ts';
import { INBOUND } from '../../src/vendors/registry.ts';
import { anExam } from '../support/builders.ts';
import { HANDLER_SETTINGS } from '../support/handlerSettings.ts';
import { json, scriptedServer } from '../support/scriptedServer.ts';
import { aRegistration } from '../support/vendors.ts';

const psi = {
  register_url: 'https://psi.example/exams',
  organization: 'ExampleU',
  exam_sponsor: 'ExampleU',
  secret_key_id: 'key-1',
  secret_key: 'hush-hush',
  crypto_key: '123456789012345678901234',
};
const rest = {
  base_url: 'https://rest.example/',
  client_id: 'lms',
  client_secret: 'hush-hush',
  learner_id_key: 'hush-hush-hush-hush',
};
const read = (vendors: unknown, env: Record<string, string> = {}) =>
  readVendors({
    ...HANDLER_SETTINGS,
    PUBLIC_URL: 'https://proctoring.example.edu/',
    ...(vendors !== undefined && { VENDORS: typeof vendors === 'string' ? vendors : JSON.stringify(vendors) }),
    ...env,
  });

describe('the vendors that attempts are registered with', () => {
  it.each([
    ['none where nothing is said', undefined, undefined],
    ['none where the LMS registers', { software_secure: {} }, undefined],
    ['PSI', { software_secure: { connection: psi } }, 'software_secure'],
    ['a REST vendor', { proctortrack: { protocol: 'rest', connection: rest }, software_secure: {} }, undefined],
    ['a mock', { software_secure: { protocol: 'mock' } }, 'software_secure'],
  ])('%s', (_case, vendors, name) => {
    expect(read(vendors).of(anExam())?.name).toBe(name);
  });

  it('is the exam’s own, or the default one', () => {
    const vendors = read({
      proctortrack: { protocol: 'rest', connection: rest },
      software_secure: { connection: psi },
    });
    expect(vendors.of(anExam({ backend: 'proctortrack' }))?.name).toBe('proctortrack');
    expect(vendors.of(anExam({ backend: null }))?.name).toBe('software_secure');
    expect(vendors.all().map(({ name }) => name)).toEqual(['proctortrack', 'software_secure']);
  });

  it.each([
    ['no JSON', '{', /^VENDORS: /],
    ['a list', '[]', /^VENDORS: /],
    ['a protocol that nobody speaks', { psi: { protocol: 'fax' } }, /psi\.protocol/],
    ['a name that is no protocol', { psi: {} }, /psi\.protocol/],
    ['an unknown member', { software_secure: { secret: 'hush-hush' } }, /software_secure\.secret/],
    ['an unknown setting', { software_secure: { connection: { ...psi, hush: 1 } } }, /connection\.hush/],
    [
      'a missing setting',
      { software_secure: { connection: { ...psi, secret_key: undefined } } },
      /connection\.secret_key/,
    ],
    [
      'a key of the wrong length',
      { software_secure: { connection: { ...psi, crypto_key: 'hush' } } },
      /connection\.crypto_key: must have 24 bytes/,
    ],
    ['no address', { p: { protocol: 'rest', connection: { ...rest, base_url: 'hush' } } }, /base_url/],
    [
      'a short key',
      { p: { protocol: 'rest', connection: { ...rest, learner_id_key: 'hush-hush-hush-' } } },
      /learner_id/,
    ],
    ['an empty name', { p: { protocol: 'rest', connection: { ...rest, client_id: '' } } }, /client_id/],
  ])('%s: the error names the setting without its value', (_case, vendors, expected) => {
    expect(() => read(vendors)).toThrow(expected);
    expect(() => read(vendors)).toThrow(expect.objectContaining({ message: expect.not.stringContaining('hush-') }));
  });

  it.each(Object.keys(INBOUND))('reviews of %s can be recorded without a connection', protocol => {
    expect(read({ theirs: { protocol } }).named('theirs')).toBeUndefined();
  });

  it.each(['examus', 'examity'])('%s needs no connection', protocol => {
    expect(() => read({ theirs: { protocol, connection: {} } })).toThrow(
      `VENDORS: theirs.connection: the protocol ${protocol} has no connection`,
    );
  });

  it('PUBLIC_URL must be set for a vendor that sends learners back', () => {
    expect(() => read({ software_secure: { connection: psi } }, { PUBLIC_URL: '' })).toThrow(/^PUBLIC_URL: /);
    expect(() => read({ p: { protocol: 'rest', connection: rest } }, { PUBLIC_URL: '' })).not.toThrow();
  });
});

describe('a production stage', () => {
  const production = { PRODUCTION: 'true', STAGE: 'prod' };

  it('rejects a mock', () => {
    expect(() => read({ software_secure: { protocol: 'mock' } }, production)).toThrow(/^VENDORS: software_secure/);
  });

  it('rejects attempts at exams of an unconfigured vendor', () => {
    const vendors = read({ software_secure: {} }, production);
    expect(vendors.of(anExam())).toBeUndefined();
    expect(() => vendors.of(anExam({ backend: 'gone' }))).toThrow(
      expect.objectContaining({ code: 'backend_not_configured' }),
    );
  });
});

const registration = aRegistration();

describe('a registration on the wire', () => {
  let server: Awaited<ReturnType<typeof scriptedServer>> | undefined;
  afterEach(() => server?.close());

  it('with PSI: signed, and with the return address', async () => {
    server = await scriptedServer((_received, response) => json(response, 201, { ssiRecordLocator: 'LOCATOR' }));
    const vendors = read({ software_secure: { connection: { ...psi, register_url: `${server.url}/exams` } } });
    expect(await vendors.of(anExam())?.registerAttempt(registration)).toEqual({
      externalId: 'LOCATOR',
      onboarding: null,
    });
    const [call] = server.received;
    expect(call).toMatchObject({
      method: 'POST',
      url: '/exams',
      headers: { 'content-type': 'application/json', date: 'Mon, 02 Nov 2026 09:40:12 GMT' },
    });
    expect(call?.headers.authorization).toMatch(/^SSI key-1:[\w+/]{43}=$/);
    const body = JSON.parse(call?.body ?? '');
    expect(body).toMatchObject({
      examCode: 'CODE',
      duration: 90,
      examUrl: 'https://proctoring.example.edu/api/edx_proctoring/proctoring_launch_callback/start_exam/CODE',
    });
    expect(body.orgExtra).not.toHaveProperty('email');
  });

  it.each([
    ['not JSON', 'no'],
    ['no locator', '{"ssiRecordLocator":""}'],
    ['another type', '{"ssiRecordLocator":7}'],
  ])('with PSI and a malformed answer: %s', async (_case, body) => {
    server = await scriptedServer((_received, response) => response.end(body));
    const vendors = read({ software_secure: { connection: { ...psi, register_url: server.url } } });
    const registered = vendors.of(anExam())?.registerAttempt(registration);
    await expect(registered).rejects.toMatchObject({ code: 'vendor_failed', logged: { fault: 'malformed_response' } });
  });

  it('with a REST vendor: one token for many calls, a new one when it is rejected', async () => {
    let tokens = 0;
    let isRejecting = false;
    server = await scriptedServer(({ url, headers }, response) => {
      if (url === '/oauth2/access_token') return json(response, 200, { access_token: `T${++tokens}`, expires_in: 300 });
      if (isRejecting && headers.authorization === 'Bearer T1') return json(response, 401, {});
      return json(response, 200, { id: 'A1', status: 'onboarding_missing' });
    });
    const vendors = read({ p: { protocol: 'rest', connection: { ...rest, base_url: server.url } } });
    const vendor = vendors.of(anExam({ backend: 'p' }));
    const vendorAnswer = { externalId: 'A1', onboarding: 'onboarding_missing' };
    expect(await vendor?.registerAttempt(registration)).toEqual(vendorAnswer);
    expect(await vendor?.registerAttempt(registration)).toEqual(vendorAnswer);
    expect(tokens).toBe(1);
    isRejecting = true;
    expect(await vendor?.registerAttempt(registration)).toEqual(vendorAnswer);
    expect(server.received.map(({ url, headers }) => [url, headers.authorization])).toEqual([
      ['/oauth2/access_token', undefined],
      ...Array.from({ length: 3 }, () => ['/api/v1/exam/E1/attempt/', 'Bearer T1']),
      ['/oauth2/access_token', undefined],
      ['/api/v1/exam/E1/attempt/', 'Bearer T2'],
    ]);
    const body = JSON.parse(server.received[1]?.body ?? '');
    expect(body).toMatchObject({ status: 'created', full_name: 'Mina Okafor', time_limit_mins: 90, lms_host: '' });
    expect(body.user_id).toMatch(/^[0-9a-f]{64}$/);
  });

  describe('a REST vendor’s descriptive answers', () => {
    const LINK = 'https://vendor.example/app?token=1';
    const NONE = { downloadUrl: null, vendorInstructions: null };
    const connected = async (answers: Record<string, [status: number, body: string]>) => {
      server = await scriptedServer(({ method, url }, response) => {
        if (url === '/oauth2/access_token') return json(response, 200, { access_token: 'T', expires_in: 300 });
        const [status, body] = answers[`${method} ${url.replace('/api/v1/', '')}`] ?? [404, '{}'];
        return void response.writeHead(status).end(body);
      });
      return read({ p: { protocol: 'rest', connection: { ...rest, base_url: server.url } } }).named('p');
    };
    const callsOf = () => server?.received.slice(1).map(({ method }) => method);

    it.each<[string, object, [number, string], object, string[]]>([
      [
        'in the answer to the registration',
        { download_url: LINK, instructions: ['Install.'] },
        [200, '{}'],
        { downloadUrl: LINK, vendorInstructions: 'Install.' },
        ['POST'],
      ],
      [
        'in the attempt',
        {},
        [200, JSON.stringify({ status: 'created', download_url: LINK })],
        { downloadUrl: LINK, vendorInstructions: null },
        ['POST', 'GET'],
      ],
      ['nowhere', { download_url: 7, instructions: 'x' }, [200, '{"download_url":null}'], NONE, ['POST', 'GET']],
      ['in a list', {}, [200, '[]'], NONE, ['POST', 'GET']],
      ['in no JSON', {}, [200, 'Install it.'], NONE, ['POST', 'GET']],
      ['behind a failure', {}, [500, '{}'], NONE, ['POST', 'GET']],
    ])('name the software %s', async (_case, registered, attempt, software, calls) => {
      const vendor = await connected({
        'POST exam/E1/attempt/': [200, JSON.stringify({ id: 'A1', status: 'created', ...registered })],
        'GET exam/E1/attempt/A1/': attempt,
      });
      expect(await vendor?.registerAttempt(registration)).toEqual({ externalId: 'A1', onboarding: null, software });
      expect(callsOf()).toEqual(calls);
    });

    it('have a configuration, of which the documented members are read', async () => {
      const config = { name: 'V', rules: { a: 'b' }, download_url: LINK, instructions: ['Install.'], secret: 'x' };
      const vendor = await connected({ 'GET config/': [200, JSON.stringify(config)] });
      const members = { name: 'V', rules: { a: 'b' }, downloadUrl: LINK, instructions: ['Install.'] };
      expect(await vendor?.readConfig?.()).toEqual(members);
    });

    it.each<[string, [number, string]]>([
      ['a list', [200, '[]']],
      ['null', [200, 'null']],
      ['a page', [200, '<html>']],
      ['a failure', [503, '{}']],
      ['no such path', [404, '{}']],
    ])('have no configuration in %s', async (_case, answer) => {
      const vendor = await connected({ 'GET config/': answer });
      await expect(vendor?.readConfig?.()).rejects.toMatchObject({ code: 'vendor_failed' });
      expect(callsOf()).toEqual(['GET']);
    });
  });

  describe('a REST vendor’s ids', () => {
    const connected = async (answer: string) => {
      server = await scriptedServer(({ url }, response) => {
        if (url === '/oauth2/access_token') json(response, 200, { access_token: 'T', expires_in: 300 });
        else response.end(answer);
      });
      return read({ p: { protocol: 'rest', connection: { ...rest, base_url: server.url } } }).named('p');
    };

    it.each([
      ['4711', '4711'],
      ['0', '0'],
      ['9007199254740991', '9007199254740991'],
      ['9007199254740992', '9007199254740992'],
      ['9007199254740993', '9007199254740993'],
      ['18446744073709551617', '18446744073709551617'],
      ['9'.repeat(255), '9'.repeat(255)],
      ['"9007199254740993"', '9007199254740993'],
      ['"4711-A"', '4711-A'],
    ])('%s are stored unchanged', async (written, id) => {
      const vendor = await connected(`{"status":"created","id":${written},"user":{"id":1}}`);
      expect(await vendor?.registerAttempt(registration)).toMatchObject({ externalId: id });
      expect(await vendor?.registerExam?.(anExam({ externalId: null }), null)).toBe(id);
    });

    it.each(['1e400', '-1e400', '1e16', '9.1e15', 'null', '""', '[]', '{}', 'true', '{"source":"5"}'])(
      'cannot be %s',
      async written => {
        const vendor = await connected(`{"id":${written}}`);
        const failure = { code: 'vendor_failed', logged: { vendor: 'p', fault: 'malformed_response' } };
        await expect(vendor?.registerAttempt(registration)).rejects.toMatchObject(failure);
        await expect(vendor?.registerExam?.(anExam({ externalId: null }), null)).rejects.toMatchObject(failure);
      },
    );

    it.each(['', '.', '..', '\ud800'])('stored by earlier releases lead to no other path: %j', async id => {
      const vendor = await connected('{"id":"A1"}');
      const failure = { code: 'vendor_failed', logged: { fault: 'not_addressable' } };
      await expect(vendor?.notify?.(anExam({ externalId: 'E1' }), id, 'removed')).rejects.toMatchObject(failure);
      await expect(vendor?.notify?.(anExam({ externalId: id }), 'A1', 'removed')).rejects.toMatchObject(failure);
      await expect(vendor?.registerExam?.(anExam({ externalId: id }), null)).rejects.toMatchObject(failure);
      expect(server?.received).toEqual([]);
    });

    it('stored by earlier releases with a slash are still used', async () => {
      const vendor = await connected('{}');
      await vendor?.notify?.(anExam({ externalId: 'E/1' }), 'a/b%', 'started');
      expect(server?.received.at(-1)?.url).toBe('/api/v1/exam/E%2F1/attempt/a%2Fb%25/');
    });
  });

  it('a REST vendor is notified; an attempt that no longer exists there is success', async () => {
    server = await scriptedServer(({ url, method }, response) => {
      if (url === '/oauth2/access_token') return json(response, 200, { access_token: 'T', expires_in: 300 });
      return method === 'DELETE' ? json(response, 404, {}) : json(response, 200, { status: 'ok' });
    });
    const vendors = read({ p: { protocol: 'rest', connection: { ...rest, base_url: server.url } } });
    const vendor = vendors.of(anExam({ backend: 'p' }));
    for (const notice of ['started', 'removed'] as const) await vendor?.notify?.(registration.exam, 'A 1', notice);
    expect(await vendor?.eraseLearner?.(7)).toBe(false);
    expect(server.received.slice(1).map(({ method, url, body }) => [method, url.slice(0, 40), body])).toEqual([
      ['PATCH', '/api/v1/exam/E1/attempt/A%201/', '{"status":"started"}'],
      ['DELETE', '/api/v1/exam/E1/attempt/A%201/', ''],
      ['DELETE', expect.stringMatching(/^\/api\/v1\/user\/[0-9a-f]+/), ''],
    ]);
  });

  it.each([
    ['a page in place of an answer', 200, '<html>Back soon', 'malformed_response'],
    ['half an answer', 200, '{"status": "star', 'malformed_response'],
    ['a refusal', 403, '{}', 'refused'],
    ['no words at all', 204, '', undefined],
    ['words of its own', 200, '"ok"', undefined],
  ])('a vendor that answers a notification with %s', async (_case, status, body, fault) => {
    server = await scriptedServer(({ url }, response) => {
      if (url.includes('access_token')) json(response, 200, { access_token: 'T', expires_in: 60 });
      else response.writeHead(status).end(body);
    });
    const vendors = read({ p: { protocol: 'rest', connection: { ...rest, base_url: server.url } } });
    const notification = vendors.of(anExam({ backend: 'p' }))?.notify?.(registration.exam, 'A 1', 'started');
    if (fault) await expect(notification).rejects.toMatchObject({ code: 'vendor_failed', logged: { fault } });
    else await expect(notification).resolves.toBeUndefined();
  });
});
