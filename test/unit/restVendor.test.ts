import { createHmac } from 'node:crypto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ONBOARDING_STATUSES } from '../../src/domain/attempts/status.ts';
import { OUTBOUND } from '../../src/vendors/registry.ts';
import { createAccessTokens } from '../../src/vendors/rest/accessToken.ts';
import { anExam } from '../support/builders.ts';
import { json, type Received, scriptedServer } from '../support/scriptedServer.ts';
import { aRegistration } from '../support/vendors.ts';

const SETTINGS = {
  client_id: 'lms',
  client_secret: 'hush & hush',
  learner_id_key: 'hush-hush-hush-hush',
  token_path: '/oauth2/access_token',
  lms_host: 'lms.example.edu',
};
const ATTEMPT = '/api/v1/exam/E1/attempt/A1/';
const exam = anExam({ externalId: 'E1' });

let server: Awaited<ReturnType<typeof scriptedServer>> | undefined;
afterEach(async () => {
  vi.restoreAllMocks();
  await server?.close();
});

/** A vendor with these answers to calls after the one for a token: status and body. */
async function connected(
  answer: (received: Received) => [status: number, body: string] = () => [200, '{"id":"A1","status":"created"}'],
  settings: Partial<typeof SETTINGS> & { base_url?: string } = {},
) {
  server = await scriptedServer((received, response) => {
    if (received.url.includes('token')) return json(response, 200, { access_token: 'T', expires_in: 300 });
    const [status, body] = answer(received);
    return void response.writeHead(status).end(body);
  });
  const options = { ...SETTINGS, base_url: server.url, ...settings };
  const vendor = OUTBOUND.rest.connection?.connect(options, { name: 'proctortrack', launchUrl: code => `/${code}` });
  if (!vendor) throw new Error('the protocol has no connection');
  return vendor;
}
const calls = () => (server?.received ?? []).filter(({ url }) => !url.includes('token'));
const failed = (fault: string, vendorStatus?: number) =>
  expect.objectContaining({
    code: 'vendor_failed',
    logged: { vendor: 'proctortrack', fault, ...(vendorStatus && { vendorStatus }) },
  });

describe('a token of a REST vendor', () => {
  it('is requested by client credentials, below the address of the vendor', async () => {
    const vendor = await connected();
    await vendor.notify?.(exam, 'A1', 'started');
    expect(server?.received[0]).toMatchObject({
      method: 'POST',
      url: '/oauth2/access_token',
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: 'grant_type=client_credentials&client_id=lms&client_secret=hush+%26+hush&token_type=jwt',
    });
    expect(server?.received[0]?.headers).not.toHaveProperty('authorization');
  });

  it('has the address of the settings, whose base may end with slashes', async () => {
    const first = await connected();
    await first.notify?.(exam, 'A1', 'started');
    const base_url = `${server?.url}/proctoring//`;
    const vendor = OUTBOUND.rest.connection?.connect(
      { ...SETTINGS, base_url, token_path: '/token' },
      { name: 'p', launchUrl: code => code },
    );
    await vendor?.notify?.(exam, 'A1', 'started');
    expect(server?.received.slice(-2).map(({ url }) => url)).toEqual(['/proctoring/token', `/proctoring${ATTEMPT}`]);
  });

  const tokens = (answers: object[]) => {
    const access = createAccessTokens({
      vendor: 'p',
      tokenUrl: 'https://v.example/t',
      clientId: 'c',
      clientSecret: 's',
    });
    const send = vi.fn(async () => ({ status: 200, body: JSON.stringify(answers.shift()) }));
    const at = (milliseconds: number) => {
      vi.spyOn(Date, 'now').mockReturnValue(milliseconds);
      return access.get(send);
    };
    return { at, send };
  };

  it.each<[string, object, number]>([
    ['300 s: 30 s before their end', { expires_in: 300 }, 270_000],
    ['no stated time: as of one minute', {}, 30_000],
    ['31 s', { expires_in: 31 }, 1000],
  ])('is used for %s', async (_case, lifetime, usableMs) => {
    const { at, send } = tokens([
      { access_token: 'first', ...lifetime },
      { access_token: 'second', ...lifetime },
    ]);
    expect([await at(0), await at(usableMs - 1)]).toEqual(['first', 'first']);
    expect(send).toHaveBeenCalledTimes(1);
    expect(await at(usableMs)).toBe('second');
  });

  it.each([30, 5, 0, -60])('that expires within %i s is used once', async expires_in => {
    const { at } = tokens([
      { access_token: 'first', expires_in },
      { access_token: 'second', expires_in },
    ]);
    expect([await at(0), await at(0)]).toEqual(['first', 'second']);
  });

  it.each([
    ['no token', {}],
    ['an empty token', { access_token: '' }],
    ['another type', { access_token: 7 }],
    ['a lifetime in words', { access_token: 'T', expires_in: 'soon' }],
  ])('is malformed: %s', async (_case, answer) => {
    await expect(tokens([answer]).at(0)).rejects.toMatchObject({
      code: 'vendor_failed',
      logged: { vendor: 'p', fault: 'malformed_response' },
    });
  });

  it('that the vendor rejects fails the call', async () => {
    server = await scriptedServer((_received, response) => json(response, 400, { error: 'invalid_client' }));
    const options = { ...SETTINGS, base_url: server.url };
    const vendor = OUTBOUND.rest.connection?.connect(options, { name: 'proctortrack', launchUrl: code => code });
    await expect(vendor?.notify?.(exam, 'A1', 'started')).rejects.toEqual(failed('refused', 400));
    expect(server.received.map(({ url }) => url)).toEqual(['/oauth2/access_token']);
  });

  it('is renewed once for a call, which a second 401 fails', async () => {
    const vendor = await connected(() => [401, '{}']);
    await expect(vendor.notify?.(exam, 'A1', 'started')).rejects.toEqual(failed('refused', 401));
    expect(server?.received.map(({ url }) => url)).toEqual([
      ...['/oauth2/access_token', ATTEMPT],
      ...['/oauth2/access_token', ATTEMPT],
    ]);
  });
});

describe('an attempt at a REST vendor', () => {
  const pseudonym = createHmac('sha256', SETTINGS.learner_id_key).update('proctortrack\n7').digest('hex');

  it('is registered with the members of the protocol, and the code as the key of the request', async () => {
    const vendor = await connected(() => [
      200,
      '{"id":"A1","status":"created","download_url":"https://v.example/app"}',
    ]);
    await vendor.registerAttempt(aRegistration({ isSampleAttempt: true, reviewPolicy: 'No notes' }));
    const [call] = calls();
    expect(call).toMatchObject({
      method: 'POST',
      url: '/api/v1/exam/E1/attempt/',
      headers: {
        accept: 'application/json',
        'content-type': 'application/json',
        authorization: 'Bearer T',
        'idempotency-key': 'CODE',
      },
    });
    expect(JSON.parse(call?.body ?? '')).toEqual({
      status: 'created',
      user_id: pseudonym,
      full_name: 'Mina Okafor',
      email: 'mina@example.com',
      time_limit_mins: 90,
      is_sample_attempt: true,
      lms_host: 'lms.example.edu',
      review_policy: 'No notes',
    });
  });

  it.each(ONBOARDING_STATUSES)('waits for the onboarding of the learner: %s', async status => {
    const vendor = await connected(() => [
      200,
      JSON.stringify({ id: 'A1', status, download_url: 'https://v.example' }),
    ]);
    expect(await vendor.registerAttempt(aRegistration())).toEqual({ externalId: 'A1', onboarding: status });
    expect(calls()).toHaveLength(1);
  });

  it.each(['"submitted"', '"onboarding_reset"', '"onboarding"', '""', 'null'])(
    'waits for no onboarding with the status %s, and its software is read',
    async status => {
      const vendor = await connected(({ method }) => [
        200,
        method === 'POST' ? `{"id":"A1","status":${status}}` : '{"instructions":["Install.","Restart."]}',
      ]);
      expect(await vendor.registerAttempt(aRegistration())).toEqual({
        externalId: 'A1',
        onboarding: null,
        software: { downloadUrl: null, vendorInstructions: 'Install.\nRestart.' },
      });
      const [, reading] = calls();
      expect(reading).toMatchObject({ method: 'GET', url: ATTEMPT, body: '', headers: { authorization: 'Bearer T' } });
      for (const name of ['content-type', 'idempotency-key']) expect(reading?.headers).not.toHaveProperty(name);
    },
  );

  it.each([
    [{ instructions: ['Install.'] }, { downloadUrl: null, vendorInstructions: 'Install.' }],
    [{ download_url: 'https://v.example/app' }, { downloadUrl: 'https://v.example/app', vendorInstructions: null }],
  ])('names its software at once by %j', async (members, software) => {
    const vendor = await connected(() => [200, JSON.stringify({ id: 'A1', ...members })]);
    expect(await vendor.registerAttempt(aRegistration())).toEqual({ externalId: 'A1', onboarding: null, software });
    expect(calls()).toHaveLength(1);
  });

  it('is not registered at an exam that the vendor does not know', async () => {
    const vendor = await connected();
    const registered = vendor.registerAttempt(aRegistration({ exam: anExam({ externalId: null }) }));
    await expect(registered).rejects.toEqual(failed('not_addressable'));
    expect(calls()).toEqual([]);
  });

  it.each(['[]', '"A1"', '{"id":{"length":{"toString":1}}}', '{"id":"A1","status":7}', '{"status":"created"}'])(
    'is not registered by the answer %s',
    async body => {
      const vendor = await connected(() => [200, body]);
      await expect(vendor.registerAttempt(aRegistration())).rejects.toEqual(failed('malformed_response', 200));
    },
  );

  it.each(['started', 'submitted', 'error'] as const)('is %s by a change of its status', async notice => {
    const vendor = await connected();
    await vendor.notify?.(exam, 'A1', notice);
    expect(calls()).toMatchObject([
      {
        method: 'PATCH',
        url: ATTEMPT,
        body: JSON.stringify({ status: notice }),
        headers: { 'content-type': 'application/json', accept: 'application/json' },
      },
    ]);
  });

  it.each<[string, 'removed' | 'started', number, string, [string, number] | undefined]>([
    ['removed there', 'removed', 200, '{"status":"deleted"}', undefined],
    ['no longer there when it is removed', 'removed', 404, '{}', undefined],
    ['not removed by a rejection', 'removed', 403, '{}', ['refused', 403]],
    ['not there when it starts', 'started', 404, '{}', ['refused', 404]],
    ['not removed by a page of a proxy', 'removed', 200, '<html>', ['malformed_response', 200]],
  ])('is %s', async (_case, notice, status, body, fault) => {
    const vendor = await connected(() => [status, body]);
    const notified = vendor.notify?.(exam, 'A1', notice);
    if (fault) await expect(notified).rejects.toEqual(failed(...fault));
    else await expect(notified).resolves.toBeUndefined();
    expect(calls().map(({ method }) => method)).toEqual([notice === 'removed' ? 'DELETE' : 'PATCH']);
  });

  it.each<[number, string, boolean | [string, number]]>([
    [200, 'true', true],
    [200, 'false', false],
    [404, '{}', false],
    [200, '{}', ['malformed_response', 200]],
    [403, 'true', ['refused', 403]],
  ])('is erased with its learner, by the pseudonym: %i %s', async (status, body, result) => {
    const vendor = await connected(() => [status, body]);
    const erased = vendor.eraseLearner?.(7);
    if (typeof result === 'boolean') expect(await erased).toBe(result);
    else await expect(erased).rejects.toEqual(failed(...result));
    expect(calls()).toMatchObject([{ method: 'DELETE', url: `/api/v1/user/${pseudonym}/`, body: '' }]);
  });
});
