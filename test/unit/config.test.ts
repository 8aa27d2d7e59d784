import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { signDelivery } from '../../simulator/signDelivery.ts';
import { launchCookie } from '../../src/api/vendors/launchCookie.ts';
import { attemptPorts, listPorts, lookupPorts, sweepPorts, vendorCallbackPorts } from '../../src/app.ts';
import { readAttemptConfig, readExamMaxAge, readRegistrationLimit } from '../../src/config/attempts.ts';
import { DEVELOPMENT_TOKEN_SECRET, readTokenConfig } from '../../src/config/auth.ts';
import { readBaseConfig } from '../../src/config/base.ts';
import { readDeliveriesQueue } from '../../src/config/deliveries.ts';
import { readEventBus } from '../../src/config/eventBus.ts';
import { readEventSource } from '../../src/config/publicUrl.ts';
import { readEventRetention, readRetention } from '../../src/config/retention.ts';
import { readReviewOutcomes } from '../../src/config/reviewOutcomes.ts';
import { DEVELOPMENT_VIDEO_LINK_KEY, readReviewConfig, readVideoLinkKeys } from '../../src/config/reviews.ts';
import { readInboundVendors, readLaunchSettings } from '../../src/config/vendorCallbacks.ts';
import { INCOMPLETE } from '../../src/domain/attempts/status.ts';
import { NOW } from '../support/builders.ts';
import { HANDLER_SETTINGS } from '../support/handlerSettings.ts';

const tables = {
  ATTEMPTS_TABLE: 'a',
  DIRECTORY_TABLE: 'd',
  HISTORY_TABLE: 'h',
  REVIEWS_TABLE: 'r',
  EXAMS_TABLE: 'e',
  EVENTS_TABLE: 'v',
  WEBHOOKS_TABLE: 'w',
  RECORDS_TABLE: 'n',
};
const local = { STAGE: 'local', ...tables };
const prod = { STAGE: 'prod', PRODUCTION: 'true', ...tables };
const pem = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  .publicKey.export({ type: 'spki', format: 'pem' })
  .toString();
const key = Buffer.alloc(32, 1).toString('base64');

describe('a wrong setting is named in the error', () => {
  it.each([
    ['ATTEMPTS_TABLE', () => readBaseConfig({ ...local, ATTEMPTS_TABLE: '' })],
    ['STAGE', () => readBaseConfig(tables)],
    ['PRODUCTION', () => readBaseConfig({ ...local, PRODUCTION: 'perhaps' })],
    ['JWT_JWKS_URL', () => readTokenConfig(local)],
    ['JWT_JWKS_URL', () => readTokenConfig({ ...local, JWT_SECRET: 'x'.repeat(32), JWT_PUBLIC_KEY: pem })],
    ['JWT_JWKS_URL', () => readTokenConfig({ ...local, JWT_JWKS_URL: 'not a url' })],
    ['JWT_SECRET', () => readTokenConfig({ ...local, JWT_SECRET: 'short' })],
    ['JWT_JWKS_URL', () => readTokenConfig({ ...local, JWT_JWKS_URL: 'https://user:password@lms.example/jwks' })],
    ['JWT_PUBLIC_KEY', () => readTokenConfig({ ...prod, JWT_PUBLIC_KEY: 'garbage' })],
    ['JWT_PUBLIC_KEY', () => readTokenConfig({ ...prod, JWT_PUBLIC_KEY: pem.replace('A', '') })],
    ['LOG_LEVEL', () => readBaseConfig({ ...prod, LOG_LEVEL: 'warning' })],
    ['JWT_CLAIMS', () => readTokenConfig({ ...local, JWT_SECRET: 'x'.repeat(32), JWT_CLAIMS: '{"nonsense":"x"}' })],
    ['JWT_CLAIMS', () => readTokenConfig({ ...local, JWT_SECRET: 'x'.repeat(32), JWT_CLAIMS: 'user_id' })],
    [
      'JWT_RESTRICTED_SCOPE',
      () => readTokenConfig({ ...local, JWT_SECRET: 'x'.repeat(32), JWT_RESTRICTED_SCOPE: 'a b' }),
    ],
    ['VIDEO_LINK_KEYS', () => readVideoLinkKeys(local)],
    ['VIDEO_LINK_KEYS', () => readVideoLinkKeys({ ...local, VIDEO_LINK_KEYS: 'c2hvcnQ=' })],
    ['REVIEW_OUTCOMES', () => readReviewOutcomes({ REVIEW_OUTCOMES: '{' })],
    ['REVIEW_OUTCOMES', () => readReviewOutcomes({ REVIEW_OUTCOMES: '{"software_secure":"other"}' })],
    ['REVIEW_OUTCOMES', () => readReviewOutcomes({ REVIEW_OUTCOMES: '{"software_secure":{"Clean":"fine"}}' })],
    ['REVIEW_OUTCOMES', () => readReviewOutcomes({ REVIEW_OUTCOMES: '{"examus":"edx"}' })],
    ['REVIEW_OUTCOMES', () => readReviewOutcomes({ REVIEW_OUTCOMES: '{"nobody":"default"}' })],
    ['DELIVERIES_QUEUE_URL', () => readDeliveriesQueue({ DELIVERIES_QUEUE_URL: 'deliveries' })],
    ['EVENT_BUS_NAME', () => readEventBus({ ...prod, EVENT_BUS_NAME: 'a bus' })],
    ['EVENTBRIDGE_ENDPOINT', () => readEventBus({ EVENTBRIDGE_ENDPOINT: '127.0.0.1' })],
    ['SQS_ENDPOINT', () => readDeliveriesQueue({ SQS_ENDPOINT: '127.0.0.1' })],
    ['ALLOW_REVIEW_UPDATES', () => readReviewConfig({ ...local, ALLOW_REVIEW_UPDATES: 'maybe' })],
  ])('%s', (variable, read) => {
    expect(read).toThrow(new RegExp(`^${variable}: `));
  });

  it('without its value, which may be a secret', () => {
    for (const setting of ['JWT_SECRET', 'JWT_PUBLIC_KEY', 'JWT_JWKS_URL']) {
      expect(() => readTokenConfig({ ...local, [setting]: 'hush' })).toThrow(
        expect.objectContaining({ message: expect.not.stringContaining('hush') }),
      );
    }
  });
});

describe('development settings', () => {
  it.each(['dev', 'staging', 'prod'])('the development token secret is rejected in %s', STAGE => {
    expect(() => readTokenConfig({ ...prod, STAGE, JWT_SECRET: DEVELOPMENT_TOKEN_SECRET })).toThrow('JWT_SECRET');
  });

  it('the development token secret is rejected on Lambda even in a stage called local', () => {
    const env = { ...local, AWS_LAMBDA_RUNTIME_API: '127.0.0.1:9001', JWT_SECRET: DEVELOPMENT_TOKEN_SECRET };
    expect(() => readTokenConfig(env)).toThrow('JWT_SECRET');
  });

  it('the development video link key is rejected, also as an older key', () => {
    const VIDEO_LINK_KEYS = `${key},${DEVELOPMENT_VIDEO_LINK_KEY}`;
    expect(() => readVideoLinkKeys({ ...prod, VIDEO_LINK_KEYS })).toThrow('VIDEO_LINK_KEYS');
    expect(readVideoLinkKeys({ ...local, VIDEO_LINK_KEYS })).toHaveLength(2);
  });

  it('simulating callbacks is rejected in production stages', () => {
    expect(() => readReviewConfig({ ...prod, ALLOW_CALLBACK_SIMULATION: 'true' })).toThrow('ALLOW_CALLBACK_SIMULATION');
    expect(readReviewConfig({ ...local, ALLOW_CALLBACK_SIMULATION: 'true' }).allowCallbackSimulation).toBe(true);
  });
});

describe('omitted settings', () => {
  it('are off', () => {
    expect(readReviewConfig(local)).toEqual({ allowCallbackSimulation: false, allowReviewUpdates: false });
  });
});

describe('settings for attempts', () => {
  it('let a time-out lead to "timed_out", and learners acknowledge the end', () => {
    expect(readAttemptConfig({})).toMatchObject({ timedOutStatus: 'submitted', viewablePastDue: false });
    expect(readAttemptConfig({ ALLOW_TIMED_OUT_STATE: 'true' })).toMatchObject({ timedOutStatus: 'timed_out' });
    expect(readAttemptConfig({ PROCTORED_EXAM_VIEWABLE_PAST_DUE: 'true' })).toMatchObject({ viewablePastDue: true });
  });

  it.each(Object.entries({ attemptPorts, listPorts, lookupPorts, vendorCallbackPorts, sweepPorts }))(
    'let every function show and set the same status after a time-out: %s',
    (_name, portsOf) => {
      expect(portsOf(HANDLER_SETTINGS).timedOutStatus).toBe('submitted');
      expect(portsOf({ ...HANDLER_SETTINGS, ALLOW_TIMED_OUT_STATE: 'true' }).timedOutStatus).toBe('timed_out');
    },
  );
});

describe('the launch cookie', () => {
  it('has the domain that is set', () => {
    const cookieAt = (settings: Record<string, string>) => {
      const env = { ...HANDLER_SETTINGS, LAUNCH_COOKIE_KEY: 'k'.repeat(32), ...settings };
      const launchSettings = readLaunchSettings(env) ?? expect.fail('no settings');
      return launchCookie({ attemptCode: 'code', examId: 5 }, launchSettings, Date.parse(NOW));
    };
    expect(cookieAt({ LAUNCH_COOKIE_DOMAIN: 'example.edu' })).toContain('; Domain=example.edu;');
    expect(cookieAt({})).not.toContain('Domain');
  });
});

describe('the secrets of a vendor', () => {
  it('verify the deliveries of its own backend, not those of another one with the same scheme', async () => {
    const vendor = (secret: string) => ({ protocol: 'examity', signature: { scheme: 'examity', secrets: [secret] } });
    const VENDORS = JSON.stringify({ first: vendor('secret-of-first'), second: vendor('secret-of-second') });
    const { named } = readInboundVendors({ ...HANDLER_SETTINGS, VENDORS }, () => NOW);
    const headers = signDelivery('examity', { body: '{}', secret: 'secret-of-first', sentAt: Date.parse(NOW) });
    const verify = (backend: string) => named(backend)?.verify({ headers, body: Buffer.from('{}') });
    expect([await verify('first'), await verify('second')]).toEqual(['ok', 'wrong signature']);
  });
});

describe('the settings of a backend’s reviews', () => {
  const signed = { protocol: 'examity', signature: { scheme: 'examity', secrets: ['secret'] } };
  const VENDORS = JSON.stringify({ software_secure: {}, first: { ...signed, review_updates: true }, second: signed });
  const settingsOf = (backend: string, env = {}) =>
    readInboundVendors({ ...HANDLER_SETTINGS, VENDORS, ...env }, () => NOW).named(backend)?.settings;

  it('have the outcomes of its protocol', () => {
    const { software_secure, examity } = readReviewOutcomes({});
    expect(settingsOf('software_secure')?.outcomes).toEqual(software_secure);
    expect(settingsOf('first')?.outcomes).toEqual(examity);
    const REVIEW_OUTCOMES = '{"software_secure":{"Suspicious":"second_review_required"}}';
    expect(settingsOf('software_secure', { REVIEW_OUTCOMES })?.outcomes).toMatchObject({
      Clean: 'verified',
      Suspicious: 'second_review_required',
    });
  });

  it('simulate callbacks of SoftwareSecure only', () => {
    const simulates = (backend: string) =>
      settingsOf(backend, { ALLOW_CALLBACK_SIMULATION: 'true' })?.allowCallbackSimulation;
    expect([simulates('software_secure'), simulates('first')]).toEqual([true, false]);
  });

  it('allow updates if its own settings do, else as ALLOW_REVIEW_UPDATES', () => {
    const updates = (env = {}) => ['first', 'second'].map(backend => settingsOf(backend, env)?.allowReviewUpdates);
    expect(updates()).toEqual([true, false]);
    expect(updates({ ALLOW_REVIEW_UPDATES: 'true' })).toEqual([true, true]);
  });
});

describe('review outcomes', () => {
  it('are by default those of each vendor', () => {
    expect(readReviewOutcomes({})).toEqual({
      software_secure: {
        Clean: 'verified',
        Suspicious: 'verified',
        'Rules Violation': 'rejected',
        'Not Reviewed': 'rejected',
      },
      rest: { passed: 'verified', suspicious: 'verified', violation: 'rejected', not_reviewed: 'rejected' },
      examus: { accepted: 'verified', rejected: 'rejected', unknown: 'second_review_required' },
      examity: {
        'no violation': 'verified',
        alert: 'verified',
        'possible violation': 'second_review_required',
        'unknown flag': 'second_review_required',
        violation: 'rejected',
      },
    });
  });

  it('can be those of Open edX, per vendor', () => {
    const perBackend = readReviewOutcomes({
      REVIEW_OUTCOMES: '{"software_secure":"edx","rest":"edx","examus":"default"}',
    });
    expect(perBackend.software_secure).toEqual({
      Clean: 'verified',
      'Rules Violation': 'verified',
      Suspicious: 'second_review_required',
      'Not Reviewed': 'error',
    });
    expect(perBackend.rest).toEqual({
      passed: 'verified',
      suspicious: 'second_review_required',
      violation: 'second_review_required',
      not_reviewed: 'error',
    });
    expect(perBackend.examus).toEqual(readReviewOutcomes({}).examus);
    const outcomes = readReviewOutcomes({ REVIEW_OUTCOMES: '{"rest":"edx"}' });
    expect(outcomes.software_secure).toEqual(readReviewOutcomes({}).software_secure);
  });

  it('of Open edX make second reviews final, and those of onboarding attempts', () => {
    const env = {
      ...HANDLER_SETTINGS,
      VENDORS: '{"software_secure":{},"plain":{"protocol":"rest"},"onboarding":{"protocol":"rest"}}',
      PROCTORING_BACKENDS: '{"software_secure":{},"onboarding":{"supports_onboarding":true}}',
    };
    const final = (REVIEW_OUTCOMES: string) => {
      const { named } = readInboundVendors({ ...env, REVIEW_OUTCOMES }, () => NOW);
      return ['software_secure', 'plain', 'onboarding'].map(name => named(name)?.settings.finalReviews);
    };
    expect(final('{"rest":"edx"}')).toEqual([undefined, { supportsOnboarding: false }, { supportsOnboarding: true }]);
    expect(final('{"software_secure":"edx"}')).toEqual([{ supportsOnboarding: false }, undefined, undefined]);
    expect(final('{"rest":{"suspicious":"second_review_required"}}')).toEqual([undefined, undefined, undefined]);
  });

  it('can override single defaults', () => {
    const env = {
      REVIEW_OUTCOMES:
        '{"software_secure":{"Suspicious":"second_review_required","Odd":"error"},"examity":{"alert":"error"}}',
    };
    const { software_secure, examity } = readReviewOutcomes(env);
    expect(software_secure).toEqual({
      Clean: 'verified',
      Suspicious: 'second_review_required',
      'Rules Violation': 'rejected',
      'Not Reviewed': 'rejected',
      Odd: 'error',
    });
    expect(examity).toMatchObject({ alert: 'error', violation: 'rejected' });
  });

  it.each(['software_secure', 'rest', 'examus', 'examity'])('of %s never reopen an attempt', protocol => {
    for (const status of INCOMPLETE) {
      const env = { REVIEW_OUTCOMES: `{"${protocol}":{"Clean":"${status}"}}` };
      expect(() => readReviewOutcomes(env), status).toThrow('REVIEW_OUTCOMES');
    }
  });
});

describe('tokens', () => {
  it('have the issuer and the audience that are set', () => {
    const read = (settings: Record<string, string>) => readTokenConfig({ ...prod, JWT_PUBLIC_KEY: pem, ...settings });
    expect(read({})).toMatchObject({ issuer: null, audience: null });
    expect(read({ JWT_ISSUER: 'lms' })).toMatchObject({ issuer: 'lms', audience: null });
    expect(read({ JWT_AUDIENCE: 'proctoring' })).toMatchObject({ issuer: null, audience: 'proctoring' });
  });
});

describe('token keys', () => {
  /** Keys that take long to generate are files. */
  const keyOf = (name: string) =>
    createPublicKey(readFileSync(new URL(`../fixtures/public-keys/${name}.pem`, import.meta.url)));
  const read = (publicKey: KeyObject) =>
    readTokenConfig({ ...prod, JWT_PUBLIC_KEY: String(publicKey.export({ type: 'spki', format: 'pem' })) });

  it.each([
    ['RSA of 2048 bits', () => keyOf('rsa-2048')],
    ['P-256', () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey],
    ['P-384', () => generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey],
    ['P-521', () => generateKeyPairSync('ec', { namedCurve: 'P-521' }).publicKey],
    ['Ed25519', () => generateKeyPairSync('ed25519').publicKey],
  ])('can be of the type %s', (_type, key) => {
    expect(read(key()).key.kind).toBe('pem');
  });

  it.each([
    ['RSA of 1024 bits', () => generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey],
    ['RSA-PSS', () => keyOf('rsa-pss')],
    ['DSA', () => keyOf('dsa')],
    ['secp256k1', () => generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).publicKey],
    ['X25519', () => generateKeyPairSync('x25519').publicKey],
  ])('of the type %s, which verify no token, are rejected at start', (_type, key) => {
    expect(() => read(key())).toThrow(/^JWT_PUBLIC_KEY: must be a PEM of a public key/);
  });

  it('can be a PEM in one line', () => {
    const { key: read } = readTokenConfig({ ...prod, JWT_PUBLIC_KEY: pem.replaceAll('\n', '\\n') });
    expect(read).toEqual({ kind: 'pem', pem });
  });
});

describe('the exam cache', () => {
  it('is off by default', () => {
    expect([readExamMaxAge({}), readExamMaxAge({ EXAM_MAX_AGE_SECONDS: '5' })]).toEqual([0, 5]);
  });

  it.each(['-1', '61', '1.5', 'long'])('cannot be %s', seconds => {
    expect(() => readExamMaxAge({ EXAM_MAX_AGE_SECONDS: seconds })).toThrow(/^EXAM_MAX_AGE_SECONDS: must be/);
  });
});

describe('the limit of registrations', () => {
  it('is 20 an hour by default', () => {
    expect(
      [undefined, '', '0', '100'].map(limit => readRegistrationLimit({ VENDOR_REGISTRATIONS_PER_HOUR: limit })),
    ).toEqual([20, 20, 0, 100]);
  });

  it.each(['-1', '101', '1.5', 'few'])('cannot be %s', limit => {
    const read = () => readRegistrationLimit({ VENDOR_REGISTRATIONS_PER_HOUR: limit });
    expect(read).toThrow(/^VENDOR_REGISTRATIONS_PER_HOUR: must be/);
  });
});

describe('retention', () => {
  it('is unlimited by default', () => {
    expect(readRetention({}, 'HISTORY_RETENTION_DAYS')).toBeNull();
    expect(readRetention({ PAYLOAD_RETENTION_DAYS: '' }, 'PAYLOAD_RETENTION_DAYS')).toBeNull();
  });

  it('is a number of days, for each setting', () => {
    const env = { HISTORY_RETENTION_DAYS: '1', PAYLOAD_RETENTION_DAYS: '365', NOTE_RETENTION_DAYS: '30' };
    expect(readRetention(env, 'NOTE_RETENTION_DAYS')).toBe(30);
    expect(readRetention(env, 'HISTORY_RETENTION_DAYS')).toBe(1);
    expect(readRetention(env, 'PAYLOAD_RETENTION_DAYS')).toBe(365);
  });

  it('of events is 30 days by default', () => {
    expect([readEventRetention({}), readEventRetention({ EVENT_RETENTION_DAYS: '7' })]).toEqual([30, 7]);
  });

  it.each(['0', '-1', '1.5', '30 days', '100000'])('rejects %s', days => {
    const read = () => readRetention({ HISTORY_RETENTION_DAYS: days }, 'HISTORY_RETENTION_DAYS');
    expect(read).toThrow(/^HISTORY_RETENTION_DAYS: must be a whole number/);
  });
});

describe('the source of events', () => {
  it('is the public address, else named by the stage', () => {
    const PUBLIC_URL = 'https://proctoring.example.edu';
    expect([readEventSource({ ...prod, PUBLIC_URL }), readEventSource(prod)]).toEqual([
      PUBLIC_URL,
      'urn:proctoring:prod',
    ]);
  });
});
