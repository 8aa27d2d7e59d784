import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildFunctions } from '../../build/build.ts';
import { SERVERLESS_SCRIPT } from '../../build/serverlessCommand.ts';
import { PROJECT_ROOT } from '../../cli/projectRoot.ts';
import { type ConfiguredFunction, checkSettings } from '../../dev/checkSettings.ts';
import { functionEnvironment } from '../../dev/functionEnvironment.ts';

type Functions = Record<string, ConfiguredFunction>;

/** The functions of serverless.yml with their environment without any setting. */
async function configuredFunctions(): Promise<Functions> {
  const args = [SERVERLESS_SCRIPT, 'print', '--stage', 'local', '--format', 'json'];
  // It excludes the developer's own settings.
  const env = functionEnvironment('http://127.0.0.1:9', { PATH: process.env.PATH });
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: PROJECT_ROOT, env, maxBuffer: 2 ** 24 });
  const { functions, provider } = JSON.parse(stdout) as {
    provider: { environment: Record<string, string> };
    functions: Record<string, { handler: string; environment?: Record<string, string> }>;
  };
  return Object.fromEntries(
    Object.entries(functions)
      .filter(([, { handler }]) => !handler.startsWith('dist/local/'))
      .map(([name, { handler, environment }]) => [
        name,
        { handler, environment: { ...provider.environment, ...environment } },
      ]),
  );
}

const pemOf = (key: { export(options: { type: 'spki'; format: 'pem' }): string | Buffer }) =>
  String(key.export({ type: 'spki', format: 'pem' }));
const WEAK_PEM = pemOf(generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey);
const NO_SIGNING_PEM = pemOf(generateKeyPairSync('x25519').publicKey);

const FLAG = ['maybe'];
const TABLE = [''];

/** Values that each setting must not have. */
const WRONG: Readonly<Record<string, readonly string[]>> = {
  STAGE: [''],
  PRODUCTION: FLAG,
  LOG_LEVEL: ['LOUD'],
  ATTEMPTS_TABLE: TABLE,
  DIRECTORY_TABLE: TABLE,
  HISTORY_TABLE: TABLE,
  REVIEWS_TABLE: TABLE,
  EXAMS_TABLE: TABLE,
  EVENTS_TABLE: TABLE,
  WEBHOOKS_TABLE: TABLE,
  RECORDS_TABLE: TABLE,
  CORS_ORIGINS: ['garbage', 'https://learning.example.edu/path'],
  JWT_SECRET: ['short'],
  JWT_PUBLIC_KEY: [
    'garbage',
    '-----BEGIN PUBLIC KEY-----\\nZ2FyYmFnZQ==\\n-----END PUBLIC KEY-----',
    WEAK_PEM,
    NO_SIGNING_PEM,
  ],
  JWT_JWKS_URL: ['garbage', 'file:///jwks.json'],
  JWT_RESTRICTED_SCOPE: ['garbage garbage'],
  JWT_COOKIE_HEADER_PAYLOAD: ['garbage garbage'],
  JWT_COOKIE_SIGNATURE: ['garbage garbage', 'edx-jwt-cookie-header-payload'],
  JWT_CLAIMS: ['{broken', '[]', '{"garbage":"sub"}', '{"user_id":7}'],
  VENDORS: [
    '{broken',
    '[]',
    'null',
    '{"garbage":{}}',
    '{"software_secure":{"garbage":1}}',
    '{"proctortrack":{"protocol":"rest","connection":{}}}',
  ],
  VENDOR_PROTOCOLS: ['{broken', '[]', '{"software_secure":"garbage"}'],
  PROCTORING_BACKENDS: [
    '{broken',
    '[]',
    'null',
    '{"software_secure":{"ping_interval":0}}',
    '{"software_secure":{"garbage":1}}',
  ],
  DEFAULT_BACKEND: ['garbage'],
  PUBLIC_URL: ['garbage', 'ftp://proctoring.example.edu', 'https://proctoring.example.edu/?garbage'],
  EXAM_URL: ['garbage'],
  LEARNING_MFE_EXAM_URL: ['garbage'],
  LINK_URLS: ['{broken', '[]', '{"garbage":7}'],
  VIDEO_LINK_KEYS: ['garbage'],
  WEBHOOK_KEYS: ['garbage'],
  DELIVERIES_QUEUE_URL: ['garbage'],
  SQS_ENDPOINT: ['garbage'],
  EVENT_BUS_NAME: ['gar bage'],
  EVENTBRIDGE_ENDPOINT: ['garbage'],
  LAUNCH_COOKIE_KEY: ['garbage'],
  EXAM_ACCESS_KEY: ['{broken', '7', '{"garbage":7}', '{"kty":"oct","k":"Z2FyYmFnZQ"}'],
  LAUNCH_COOKIE_DOMAIN: ['garbage; Secure'],
  REVIEW_OUTCOMES: ['{broken', '[]', '{"software_secure":"garbage"}'],
  ALLOW_UNSIGNED_VENDORS: ['gar bage'],
  EXAM_MAX_AGE_SECONDS: ['-1', '61'],
  BASE_PATH: ['gar bage', '/?garbage'],
  VENDOR_REGISTRATIONS_PER_HOUR: ['-1', '101', 'garbage'],
  HISTORY_RETENTION_DAYS: ['0', 'garbage'],
  PAYLOAD_RETENTION_DAYS: ['0', 'garbage'],
  EVENT_RETENTION_DAYS: ['0', 'garbage'],
  STAFF_OIDC_ISSUER: ['garbage'],
  STAFF_OIDC_AUTHORIZATION_URL: ['garbage'],
  STAFF_OIDC_TOKEN_URL: ['garbage', 'https://id.example.edu/token'],
  NOTE_RETENTION_DAYS: ['0', 'garbage'],
  ALLOW_TIMED_OUT_STATE: FLAG,
  PROCTORED_EXAM_VIEWABLE_PAST_DUE: FLAG,
  ALLOW_REVIEW_UPDATES: FLAG,
  ALLOW_CALLBACK_SIMULATION: FLAG,
};

/** Settings that may be any text. */
const ANY_TEXT = [
  'JWT_ISSUER',
  'JWT_AUDIENCE',
  'EXAM_ACCESS_ISSUER',
  'EXAM_ACCESS_VERSION',

  'PLATFORM_NAME',
  'CONTACT_US',
  'LEARNER_NOTIFICATION_FROM_EMAIL',
  'STAFF_OIDC_CLIENT_ID',
  'STAFF_OIDC_SCOPE',
];

describe('the settings of all functions', () => {
  let functions: Functions;
  beforeAll(async () => {
    [functions] = await Promise.all([configuredFunctions(), buildFunctions()]);
  });

  /** The functions with this setting, in place of its alternatives. */
  function withSetting(name: string, value: string): Functions {
    const otherSettings = /^JWT_(?:SECRET|PUBLIC_KEY|JWKS_URL)$/.test(name) ? { JWT_SECRET: '' } : {};
    return Object.fromEntries(
      Object.entries(functions)
        .filter(([, { environment }]) => name in environment)
        .map(([key, definition]) => [
          key,
          { ...definition, environment: { ...definition.environment, ...otherSettings, [name]: value } },
        ]),
    );
  }

  it('are valid without any setting', async () => {
    expect(await checkSettings(PROJECT_ROOT, functions)).toEqual([]);
  });

  it('are all covered by a case', () => {
    const settings = new Set(Object.values(functions).flatMap(({ environment }) => Object.keys(environment)));
    expect([...settings].sort()).toEqual([...Object.keys(WRONG), ...ANY_TEXT].sort());
  });

  const CASES = Object.entries(WRONG).flatMap(([name, values]) => values.map(value => ({ name, value })));

  it.each(CASES)('$name is named without its value if it is $value', async ({ name, value }) => {
    const lines = await checkSettings(PROJECT_ROOT, withSetting(name, value));
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) {
      expect(line.startsWith(`${name}: `)).toBe(true);
      expect(line).toMatch(/: (?:\S+: )?(?:must|is) .+\.$/);
      if (value.length > 4) expect(line).not.toContain(value);
    }
  });
});

describe('a function that does not start', () => {
  it('is named if no setting is wrong', async () => {
    const environment = { STAGE: 'local' };
    expect(
      await checkSettings(PROJECT_ROOT, { one: { handler: 'test/support/brokenHandler.handler', environment } }),
    ).toEqual(['The function one does not start: broken on purpose']);
  });

  it('does not see the environment of the check', async () => {
    process.env.ATTEMPTS_TABLE = 'of this process';
    try {
      const lines = await checkSettings(PROJECT_ROOT, {
        archive: { handler: 'dist/archive.handler', environment: {} },
      });
      expect(lines).toEqual(['STAGE: must be set.']);
    } finally {
      delete process.env.ATTEMPTS_TABLE;
    }
  });
});
