import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PSI_CREDENTIALS, REST_CREDENTIALS, WEBHOOK_SECRETS } from '../../simulator/credentials.ts';
import { psiBackend, restBackend } from '../../simulator/serviceSettings.ts';
import { startVendor, type VendorSimulator } from '../../simulator/startVendor.ts';
import { readVendors } from '../../src/config/connectedVendors.ts';
import { clock } from '../../src/platform/system.ts';
import { SIGNATURE_SCHEMES, type SignatureSchemeName } from '../../src/vendors/signatures/schemes.ts';
import { parseReviewCallback } from '../../src/vendors/softwareSecure/parse.ts';
import { anExam } from '../support/builders.ts';
import { HANDLER_SETTINGS } from '../support/handlerSettings.ts';
import { type Received, scriptedServer } from '../support/scriptedServer.ts';
import { controlOf } from '../support/simulator.ts';
import { until } from '../support/until.ts';
import { aRegistration } from '../support/vendors.ts';

type Changes = Parameters<typeof readChanged>[0];

let service: Awaited<ReturnType<typeof scriptedServer>>;
let simulator: VendorSimulator;
let control: ReturnType<typeof controlOf>;
beforeEach(async () => {
  service = await scriptedServer((_received, response) => response.end('"OK"'));
  simulator = await startVendor({ serviceUrl: service.url, plan: { delay_ms: 0 } });
  control = controlOf(simulator.url);
});
afterEach(() => Promise.all([simulator.stop(), service.close()]));

/** The service's connection to the simulator, with changed settings. */
function readChanged(changes: { psi?: object; rest?: object } = {}) {
  const psi = psiBackend(simulator.url, 'software_secure');
  const rest = restBackend(simulator.url, 'proctortrack');
  const settings = {
    software_secure: { ...psi, connection: { ...psi.connection, ...changes.psi } },
    proctortrack: { ...rest, connection: { ...rest.connection, ...changes.rest } },
  };
  return readVendors({ ...HANDLER_SETTINGS, PUBLIC_URL: service.url, VENDORS: JSON.stringify(settings) });
}

function requireVendor(name: string, changes?: Changes) {
  const vendor = readChanged(changes).named(name);
  if (!vendor) throw new Error(`${name} is not connected`);
  return vendor;
}

const atPsi = (overrides?: object, changes?: Changes) =>
  requireVendor('software_secure', changes).registerAttempt(
    aRegistration({ attemptCode: 'CODE-1', now: clock(), ...overrides }),
  );

/** An exam and an attempt at the REST vendor. */
async function atRest(vendor = requireVendor('proctortrack'), attemptCode = 'CODE') {
  const externalId = (await vendor.registerExam?.(anExam(), null)) ?? '';
  const exam = anExam({ externalId });
  return { vendor, exam, attempt: await vendor.registerAttempt(aRegistration({ exam, attemptCode, now: clock() })) };
}

const rejection = (vendorStatus: number) =>
  expect.objectContaining({
    code: 'vendor_failed',
    logged: expect.objectContaining({ fault: 'refused', vendorStatus }),
  });
const deliveries = (count: number): Promise<Received[]> =>
  until(
    () => service.received,
    received => received.length >= count,
  );

describe('the simulated PSI', () => {
  it('accepts a registration of the service, and delivers the review', async () => {
    const { externalId } = await atPsi();
    const [delivery] = await deliveries(1);
    expect(delivery).toMatchObject({ method: 'POST', url: '/api/edx_proctoring/proctoring_review_callback/' });
    expect(parseReviewCallback(Buffer.from(delivery?.body ?? ''))).toMatchObject({
      locate: { attemptCode: 'CODE-1', externalId },
      reviewStatus: 'Clean',
    });
  });

  it('returns the same locator for a code that is registered again', async () => {
    expect(await atPsi()).toEqual(await atPsi());
  });

  it.each([
    ['a wrong secret', {}, { secret_key: 'another one' }, 401, /signature/],
    ['another key', {}, { secret_key_id: 'another one' }, 401, /signature/],
    ['a clock that is off', { now: '2026-11-02T09:40:12.000Z' }, {}, 401, /date/],
    ['a password of another key', {}, { crypto_key: 'x'.repeat(24) }, 400, /examPassword/],
    ['another organization', {}, { organization: 'OtherU' }, 400, /organization/],
    ['no time', { allowedMinutes: 0 }, {}, 400, /duration/],
  ])('rejects %s with the reason', async (_case, overrides, psi, status, reason) => {
    await expect(atPsi(overrides, { psi })).rejects.toEqual(rejection(status));
    expect(await control.entries()).toMatchObject([{ status, answer: { error: expect.stringMatching(reason) } }]);
  });

  it.each([
    ['no signature', { date: new Date().toUTCString() }, 401],
    ['no date', { authorization: 'SSI a:b' }, 400],
  ])('rejects %s', async (_case, headers: Record<string, string>, status) => {
    const { register_url } = psiBackend(simulator.url, 'software_secure').connection;
    const body = JSON.stringify({ examCode: 'CODE-1' });
    const response = await fetch(register_url, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body,
    });
    expect(response.status).toBe(status);
  });

  it('opens the exam in its browser if planned', async () => {
    await control.plan({ ready_after_ms: 0, verdict: null });
    await atPsi();
    expect(await deliveries(1)).toMatchObject([
      { method: 'GET', url: '/api/edx_proctoring/proctoring_launch_callback/start_exam/CODE-1' },
    ]);
  });
});

describe('the simulated REST vendor', () => {
  beforeEach(() => control.plan({ verdict: null }));

  it('stores an exam and its attempts', async () => {
    const { vendor, exam, attempt } = await atRest();
    expect(await vendor.registerExam?.(exam, 'Open book')).toBe(exam.externalId);
    for (const notice of ['started', 'submitted', 'error', 'removed', 'removed'] as const) {
      await vendor.notify?.(exam, attempt.externalId, notice);
    }
    await expect(vendor.notify?.(exam, attempt.externalId, 'started')).rejects.toEqual(rejection(404));
    expect(await vendor.eraseLearner?.(7)).toBe(true);
    const { entries, token_requests } = await control.log();
    expect(entries.map(({ what: command, status }) => [command, status])).toEqual([
      ['token', 200],
      ['exam', 200],
      ['registration', 200],
      ['exam', 200],
      ['notice', 200],
      ['notice', 200],
      ['notice', 200],
      ['removal', 200],
      ['removal', 404],
      ['notice', 404],
      ['learner', 200],
    ]);
    expect(token_requests).toBe(1);
  });

  it('knows its own exams only, and an attempt below its exam only', async () => {
    const { exam, attempt, vendor } = await atRest();
    const other = requireVendor('proctortrack', { rest: { base_url: `${simulator.url}/rest/other` } });
    const another = await atRest(vendor, 'ANOTHER');
    const { externalId } = attempt;
    for (const call of [
      () => other.registerExam?.(exam, null),
      () => other.registerAttempt(aRegistration({ exam, now: clock() })),
      () => other.notify?.(exam, externalId, 'started'),
      () => vendor.notify?.(another.exam, externalId, 'started'),
      () => vendor.notify?.(exam, another.attempt.externalId, 'started'),
    ]) {
      await expect(call()).rejects.toEqual(rejection(404));
    }
    await vendor.notify?.(exam, externalId, 'started');
  });

  it('answers the learner’s instructions to a caller with a token', async () => {
    const config = `${simulator.url}/rest/proctortrack/api/v1/config/`;
    expect((await fetch(config)).status).toBe(401);
    const { client_id, client_secret } = REST_CREDENTIALS;
    const body = new URLSearchParams({ grant_type: 'client_credentials', client_id, client_secret });
    const tokenUrl = `${simulator.url}/rest/proctortrack/oauth2/access_token`;
    const token = await (await fetch(tokenUrl, { method: 'POST', body })).json();
    const headers = { authorization: `Bearer ${(token as { access_token: string }).access_token}` };
    expect(await (await fetch(config, { headers })).json()).toMatchObject({ instructions: [expect.any(String)] });
  });

  it('issues no token for a wrong secret', async () => {
    await expect(atRest(requireVendor('proctortrack', { rest: { client_secret: 'no' } }))).rejects.toEqual(
      rejection(401),
    );
  });

  it('accepts a token until it is revoked; the service then requests a new one', async () => {
    const { vendor, exam, attempt } = await atRest();
    await control.post('revoke-tokens');
    await vendor.notify?.(exam, attempt.externalId, 'started');
    const { entries, token_requests } = await control.log();
    expect(entries.slice(-3)).toMatchObject([{ status: 401 }, { what: 'token' }, { what: 'notice', status: 200 }]);
    expect(token_requests).toBe(2);
  });

  it('answers the planned onboarding', async () => {
    await control.plan({ verdict: null, onboarding: 'onboarding_pending' });
    expect((await atRest()).attempt).toMatchObject({ onboarding: 'onboarding_pending' });
  });

  it('calls an attempt ready, and reviews a submitted one', async () => {
    await control.plan({ ready_after_ms: 0, review_after: 'submitted', verdict: 'suspicious' });
    const { vendor, exam, attempt } = await atRest();
    expect(await deliveries(1)).toMatchObject([{ url: expect.stringMatching(/\/ready$/), body: '{"status":"ready"}' }]);
    await vendor.notify?.(exam, attempt.externalId, 'submitted');
    const [, review] = await deliveries(2);
    expect(review?.url).toBe(`/api/edx_proctoring/v1/proctored_exam/attempt/${attempt.externalId}/reviewed`);
    expect(JSON.parse(review?.body ?? '')).toMatchObject({ status: 'suspicious', comments: [{ start: 1200 }] });
  });
});

describe('a delivery', () => {
  beforeEach(() => control.plan({ verdict: null }));
  const sent = async (how: object) => {
    await atPsi();
    await control.deliver({ attempt_code: 'CODE-1', ...how });
    return service.received.map(({ headers, body }) => ({ headers, body }));
  };
  const verify = (name: Exclude<SignatureSchemeName, 'none'>, { headers, body }: Pick<Received, 'headers' | 'body'>) =>
    SIGNATURE_SCHEMES[name].verify({
      headers: headers as Record<string, string>,
      body: Buffer.from(body),
      secrets: [WEBHOOK_SECRETS[name]],
      toleranceSeconds: 300,
      now: clock(),
    });
  const SCHEMES = ['standard_webhooks', 'examity', 'meazure', 'jwt'] as const;

  it.each(SCHEMES)('is signed with %s unless it is forged', async scheme => {
    const [good] = await sent({ scheme });
    const [, forged] = await sent({ scheme, forge: 'secret' });
    const [, , unsigned] = await sent({ scheme, forge: 'unsigned' });
    if (!good || !forged || !unsigned) throw new Error('not sent');
    expect([await verify(scheme, good), await verify(scheme, forged), await verify(scheme, unsigned)]).toEqual([
      'ok',
      'wrong signature',
      'no signature',
    ]);
  });

  it('is sent as often as planned, with the same bytes', async () => {
    const copies = await sent({ copies: 3 });
    expect(new Set(copies.map(({ body }) => body)).size).toBe(1);
    expect(copies).toHaveLength(3);
  });

  it.each([
    ['upper', (text: string) => text.toUpperCase()],
    ['lower', (text: string) => text.toLowerCase()],
  ])('has code and locator in %s case', async (letterCase, written) => {
    const { externalId } = await atPsi();
    const [delivery] = await sent({ case: letterCase });
    expect(JSON.parse(delivery?.body ?? '').examMetaData).toMatchObject({
      examCode: written('CODE-1'),
      ssiRecordLocator: written(externalId),
    });
  });

  it('out of order has the latest verdict first', async () => {
    const verdicts = await sent({ verdict: ['suspicious', 'clean', 'Something else'], out_of_order: true });
    expect(verdicts.map(({ body }) => JSON.parse(body).reviewStatus)).toEqual([
      'Something else',
      'Clean',
      'Suspicious',
    ]);
  });

  it('is repeated if the service does not answer', async () => {
    await service.close();
    let requestCount = 0;
    service = await scriptedServer((_received, response) => {
      requestCount += 1;
      response.writeHead(requestCount < 3 ? 503 : 200).end('"OK"');
    });
    const vendor = await startVendor({ serviceUrl: service.url, plan: { verdict: null } });
    const { register_url } = psiBackend(vendor.url, 'software_secure').connection;
    await atPsi({}, { psi: { register_url } });
    expect(await controlOf(vendor.url).deliver({ attempt_code: 'CODE-1' })).toEqual([200]);
    expect(
      vendor
        .log()
        .filter(({ direction }) => direction === 'sent')
        .map(({ status }) => status),
    ).toEqual([503, 503, 200]);
    await vendor.stop();
  });
});

describe('a vendor that fails as planned', () => {
  const fault = (name: string) => expect.objectContaining({ logged: expect.objectContaining({ fault: name }) });

  it.each([
    ['reset', 'unreachable'],
    ['not_json', 'malformed_response'],
    ['wrong_shape', 'malformed_response'],
    ['huge', 'malformed_response'],
    ['status', 'refused'],
  ])('%s: the service reports %s; afterwards it works again', async (how, expected) => {
    await control.plan({ verdict: null, failures: [{ on: 'registration', how, times: 3 }] });
    await expect(atPsi()).rejects.toEqual(fault(expected));
    await until(() => atPsi().catch(() => undefined), Boolean);
  });

  it('delayed: it answers later', async () => {
    // The request is aborted when the simulator stops.
    await control.plan({ exam_id: 1, verdict: null, failures: [{ after_ms: 600_000 }] });
    const delayed = atPsi({ exam: anExam({ examId: 1 }) }).then(
      () => 'delayed',
      () => 'aborted',
    );
    await control.plan({ verdict: null, failures: [{ after_ms: 1 }] });
    expect(await Promise.race([delayed, atPsi().then(() => 'answered')])).toBe('answered');
  });

  it('at one exam does not affect others', async () => {
    await control.plan({ exam_id: 1, failures: [{ how: 'reset' }] });
    await atPsi();
  });

  it('down: connections are refused for the given time', async () => {
    await control.post('down', { for_ms: 300 });
    await until(
      () =>
        fetch(simulator.url).then(
          () => false,
          () => true,
        ),
      Boolean,
    );
    await until(
      () =>
        fetch(simulator.url).then(
          () => true,
          () => false,
        ),
      Boolean,
    );
  });
});

describe('the control API', () => {
  it('has no secrets in its log, and deletes all state on reset', async () => {
    await atPsi();
    await atRest();
    const text = JSON.stringify(await control.log());
    expect(text).toContain('"client_id":"simulated-rest-client"');
    for (const secret of [
      ...Object.values(PSI_CREDENTIALS).slice(3),
      REST_CREDENTIALS.client_secret,
      'SSI ',
      'Bearer',
    ]) {
      expect(text).not.toContain(secret);
    }
    await control.post('reset');
    expect(await control.entries()).toEqual([]);
    expect(await control.post('deliver', { attempt_code: 'CODE-1' })).toMatchObject({ status: 404 });
  });

  it.each([
    ['plan', { verdikt: 'clean' }, /verdikt/],
    ['plan', { copies: 0 }, /copies/],
    ['deliver', { attempt_code: 'A', scheme: 'fax' }, /scheme/],
    ['down', {}, /for_ms/],
  ])('%s rejects %j with the reason', async (command, json, reason) => {
    expect(await control.post(command, json)).toMatchObject({
      status: 400,
      body: { error: expect.stringMatching(reason) },
    });
  });

  it('lists its endpoints', async () => {
    expect(await control.post('plam')).toMatchObject({
      status: 404,
      body: { error: expect.stringContaining('/control/plan') },
    });
  });
});
