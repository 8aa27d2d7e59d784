import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { PROJECT_ROOT } from '../../cli/projectRoot.ts';
import type { ReceivedEvent } from '../../simulator/webhooks/eventLedger.ts';
import { readReceiverArguments } from '../../simulator/webhooks/receiverOptions.ts';
import { registerWebhook } from '../../simulator/webhooks/registerWebhook.ts';
import { type ReceiverOptions, startReceiver, type WebhookReceiver } from '../../simulator/webhooks/startReceiver.ts';
import { findProgram } from '../support/findProgram.ts';
import { json, scriptedServer } from '../support/scriptedServer.ts';
import { killStartedCommands, readyUrl, startCommand } from '../support/startCommand.ts';
import { until } from '../support/until.ts';
import { attemptEvent, type DeliveryOptions, deliver, WEBHOOK_SECRET } from '../support/webhookDeliveries.ts';

const OTHER_SECRET = `whsec_${Buffer.alloc(24, 0x66).toString('base64')}`;
const STALE = new Date(Date.now() - 3_600_000);
const [REJECTED, VERIFIED] = [attemptEvent(9, 'rejected'), attemptEvent(10, 'verified')];

/** Deliveries with the status and the printed outcome of each, the same for both receivers. */
const DELIVERIES: [name: string, event: ReceivedEvent, options: DeliveryOptions, status: number, outcome: string][] = [
  ['an event', VERIFIED, {}, 204, 'applied'],
  ['an earlier event of the subject', REJECTED, {}, 204, 'outdated'],
  ['the same event', VERIFIED, {}, 204, 'duplicate'],
  [
    'an event with two signatures',
    attemptEvent(1, 'started', 8),
    { secrets: [OTHER_SECRET, WEBHOOK_SECRET] },
    204,
    'applied',
  ],
  ['a forged event', attemptEvent(11, 'rejected'), { secrets: [OTHER_SECRET] }, 401, 'rejected'],
  ['a replay', attemptEvent(12, 'rejected'), { at: STALE }, 401, 'rejected'],
  ['a tampered event', attemptEvent(13, 'rejected'), { body: JSON.stringify(VERIFIED) }, 401, 'rejected'],
  [
    'an unknown type',
    { ...attemptEvent(1, 'x'), type: 'proctoring.other.v1', subject: 'other/1', id: 'evt_other' },
    {},
    204,
    'applied',
  ],
];

afterAll(killStartedCommands, 120_000);

describe('the receiver', () => {
  let receiver: WebhookReceiver | undefined;
  afterEach(() => receiver?.stop());

  async function start(options: ReceiverOptions = {}): Promise<WebhookReceiver> {
    receiver = await startReceiver(options);
    receiver.setSecret(WEBHOOK_SECRET);
    return receiver;
  }

  it('verifies deliveries, and applies each event once in the order of its subject', async () => {
    const outcomes: string[] = [];
    const { url, ledger } = await start({
      onDelivery: ({ outcome = '' }) => outcomes.push(outcome),
      onRejection: () => outcomes.push('rejected'),
    });
    for (const [name, event, options, status] of DELIVERIES) {
      expect([name, await deliver(url, event, options)]).toEqual([name, status]);
    }
    expect(outcomes).toEqual(DELIVERIES.map(([, , , , outcome]) => outcome));
    expect(ledger.subjects.get('attempts/7')).toEqual(VERIFIED);
  });

  it('rejects other requests', async () => {
    const { url, deliveries } = await start();
    expect((await fetch(url)).status).toBe(405);
    expect(
      (await fetch(url, { method: 'POST', body: 'x'.repeat(300_000) }).catch(() => ({ status: 400 }))).status,
    ).toBe(400);
    const event = { id: 'evt_1' } as never;
    expect(await deliver(url, event)).toBe(400);
    expect(deliveries).toEqual([]);
  });

  it('accepts nothing before it knows the secret', async () => {
    receiver = await startReceiver();
    expect(await deliver(receiver.url, VERIFIED)).toBe(401);
  });

  it('fails before and after the effect, and hangs, by chance, but answers tests', async () => {
    const chances = [0.1, 0.2, 0.35, 0.5];
    const { url, deliveries, ledger } = await start({
      failShare: 0.3,
      hangShare: 0.1,
      random: () => chances.shift() ?? 1,
    });
    expect(
      await deliver(url, { ...attemptEvent(1, 'x'), type: 'proctoring.webhook.test.v1', subject: 'webhooks/1' }),
    ).toBe(204);
    expect(await deliver(url, attemptEvent(1, 'failed', 1))).toBe(503);
    await expect(deliver(url, attemptEvent(1, 'lost', 2))).rejects.toThrow();
    const hanging = deliver(url, attemptEvent(1, 'hung', 3)).catch(() => 'closed');
    await until(
      () => deliveries.length,
      length => length === 4,
    );
    expect(await deliver(url, attemptEvent(1, 'applied', 4))).toBe(204);
    expect(deliveries.map(({ fault, outcome }) => [fault, outcome])).toEqual([
      [undefined, 'applied'],
      ['failed', undefined],
      ['answer lost', 'applied'],
      ['hung', undefined],
      [undefined, 'applied'],
    ]);
    expect([...ledger.subjects.keys()]).toEqual(['webhooks/1', 'attempts/2', 'attempts/4']);
    await receiver?.stop();
    expect(await hanging).toBe('closed');
  });
});

describe('registering the receiver', () => {
  const webhook = { id: 'whk_2', secret: WEBHOOK_SECRET };
  const registration = { token: 'staff', url: 'http://127.0.0.1:1/events', types: ['proctoring.*'] };

  it('replaces the webhook that an earlier receiver has left, and tests the new one', async () => {
    const others = [
      { id: 'whk_0', url: 'https://lms.example.edu/' },
      { id: 'whk_1', url: registration.url },
    ];
    const service = await scriptedServer(({ method, url }, response) => {
      if (method === 'GET') json(response, 200, { results: others });
      else if (method === 'DELETE') response.writeHead(204).end();
      else if (url.endsWith('/test')) json(response, 200, { is_delivered: true, status_code: 204, fault: null });
      else json(response, 201, webhook);
    });
    onTestFinished(service.close);
    const secrets: string[] = [];
    const registered = await registerWebhook({ ...registration, serviceUrl: service.url }, secret =>
      secrets.push(secret),
    );
    await registered.test();
    await registered.remove();
    expect(secrets).toEqual([WEBHOOK_SECRET]);
    const path = '/api/proctoring/v1/webhooks';
    expect(service.received.map(({ method, url }) => `${method} ${url}`)).toEqual([
      `GET ${path}`,
      `DELETE ${path}/whk_1`,
      `POST ${path}`,
      `POST ${path}/whk_2/test`,
      `DELETE ${path}/whk_2`,
    ]);
    expect(service.received.map(({ headers }) => headers.authorization)).toEqual(Array(5).fill('Bearer staff'));
    expect(JSON.parse(service.received[2]?.body ?? '')).toMatchObject({
      url: registration.url,
      types: ['proctoring.*'],
    });
  });

  it.each([
    [
      { is_delivered: false, status_code: null, fault: 'timed_out' },
      'The test of the webhook whk_2 failed: timed_out.',
    ],
    [{ is_delivered: false, status_code: 503, fault: null }, 'The test of the webhook whk_2 failed: answered 503.'],
  ])('reports a failed test: %j', async (tested, message) => {
    const service = await scriptedServer(({ method, url }, response) => {
      if (method === 'GET') return json(response, 200, { results: [] });
      json(response, 200, url.endsWith('/test') ? tested : webhook);
    });
    onTestFinished(service.close);
    const registered = await registerWebhook({ ...registration, serviceUrl: service.url }, () => {});
    await expect(registered.test()).rejects.toThrow(message);
  });

  it('reports the answer of the service', async () => {
    const service = await scriptedServer((_received, response) => json(response, 403, { title: 'No' }));
    const { url } = service;
    await expect(registerWebhook({ ...registration, serviceUrl: url }, () => {})).rejects.toThrow(
      `GET ${url}/api/proctoring/v1/webhooks was answered 403: {"title":"No"}`,
    );
    await service.close();
    await expect(registerWebhook({ ...registration, serviceUrl: url }, () => {})).rejects.toThrow('does not answer');
  });
});

describe('the options of npm run webhook-receiver', () => {
  it('have defaults', () => {
    expect(readReceiverArguments(['--token', 'T'], {})).toEqual({
      help: false,
      port: 3200,
      serviceUrl: 'http://localhost:3000',
      token: 'T',
      secret: undefined,
      types: ['proctoring.*'],
      failShare: 0,
      hangShare: 0,
    });
  });

  it('set the faults and the addresses', () => {
    const args = ['--secret', WEBHOOK_SECRET, '--fail', '30', '--hang', '70', '--service', 'http://localhost:1/'];
    expect(readReceiverArguments(args, { WEBHOOK_PORT: '0' })).toMatchObject({
      port: 0,
      serviceUrl: 'http://localhost:1',
      secret: WEBHOOK_SECRET,
      failShare: 0.3,
      hangShare: 0.7,
    });
  });

  it.each([
    [[], 'Give either --token or --secret. See npm run webhook-receiver -- --help.'],
    [['--token', 'T', '--secret', WEBHOOK_SECRET], /^Give either/],
    [['--secret', 'secret'], /^--secret must begin with whsec_/],
    [['--token', 'T', '--fail', '1.5'], /^--fail must be a percentage/],
    [['--token', 'T', '--hang', '101'], /^--hang must be a percentage/],
    [['--token', 'T', '--fail', '60', '--hang', '60'], /^--fail and --hang/],
    [['--token', 'T', '--service', 'localhost'], /^--service must be a URL/],
    [['--fax'], "Unknown option '--fax'. See npm run webhook-receiver -- --help."],
  ])('reject %j in one line', (args, message) => {
    expect(() => readReceiverArguments(args, {})).toThrow(message);
  });
});

describe('npm run webhook-receiver', () => {
  it('prints each delivery with its outcome, and ends at SIGINT', async () => {
    const running = startCommand({}, ['--secret', WEBHOOK_SECRET], 'webhook-receiver');
    const url = await readyUrl(running);
    for (const [, event, options] of DELIVERIES) await deliver(url, event, options);
    running.child.kill('SIGINT');
    expect(await running.exit).toEqual({ code: 0, signal: null });
    const printed = running.stdout().match(/^(?:applied|outdated|duplicate|rejected)/gm);
    expect(printed).toEqual(DELIVERIES.map(([, , , , outcome]) => outcome));
    expect(running.stdout()).toContain(`proctoring.attempt.verified.v1 attempts/7 0000000010 ${VERIFIED.id}`);
    await expect(fetch(url)).rejects.toThrow();
  });
});

const python = findProgram(['python3']);

describe.skipIf(python === undefined)('the receiver in Python', () => {
  const started: ChildProcess[] = [];
  afterAll(() => {
    for (const child of started) child.kill('SIGKILL');
  });

  async function startPython(database: string) {
    const child = spawn(python ?? '', [join(PROJECT_ROOT, 'docs/integrations/webhook_receiver.py'), database, '0'], {
      env: { ...process.env, WEBHOOK_SECRET },
    });
    started.push(child);
    const lines: string[] = [];
    child.stdout.on('data', chunk => lines.push(...String(chunk).split('\n').filter(Boolean)));
    let stderr = '';
    child.stderr.on('data', chunk => {
      stderr += chunk;
    });
    const ready = () => /Ready at (\S+)/.exec(lines[0] ?? '')?.[1];
    await until(ready, url => url !== undefined || child.exitCode !== null);
    return { url: ready() ?? expect.fail(stderr), lines, child, stderr: () => stderr };
  }

  it('verifies, deduplicates and orders as this one does, also after a restart', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'receiver-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const database = join(folder, 'events.sqlite');
    const first = await startPython(database);
    for (const [name, event, options, status] of DELIVERIES) {
      expect([name, await deliver(first.url, event, options), first.stderr()]).toEqual([name, status, '']);
    }
    await until(
      () => first.lines.length,
      length => length === DELIVERIES.length + 1,
    );
    expect(first.lines.slice(1).map(line => line.split(/\W/)[0])).toEqual(
      DELIVERIES.map(([, , , , outcome]) => outcome),
    );
    first.child.kill('SIGKILL');
    await once(first.child, 'close');

    const second = await startPython(database);
    expect(await deliver(second.url, VERIFIED)).toBe(204);
    await until(
      () => second.lines.at(-1) ?? '',
      line => line.startsWith('duplicate'),
    );
  });

  it('does not answer an event that it could not apply, and applies it when it is repeated', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'receiver-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const { url, lines } = await startPython(join(folder, 'events.sqlite'));
    // Without its attempt it cannot be applied.
    const broken = { ...attemptEvent(1, 'started'), data: {} };
    await expect(deliver(url, broken)).rejects.toThrow();
    expect(await deliver(url, { ...broken, data: attemptEvent(1, 'started').data })).toBe(204);
    await until(
      () => lines.at(-1) ?? '',
      line => line.startsWith('applied'),
    );
  });
});
