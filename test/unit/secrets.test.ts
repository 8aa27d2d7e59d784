import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { configError } from '../../src/config/env.ts';
import { extractValue, secretReferences } from '../../src/secrets/secretReference.ts';
import { withSecrets } from '../../src/secrets/withSecrets.ts';

const MINUTE = 60_000;

/** A handler that answers its settings, with a test's clock and secrets. */
function setUp(secrets: Record<string, string>) {
  const reads: string[] = [];
  const state = { now: 0, isDown: false, builds: 0 };
  const ports = {
    now: () => state.now,
    readSecret: async (secretId: string) => {
      reads.push(secretId);
      const secret = secrets[secretId];
      if (state.isDown || secret === undefined) throw new Error(`the secret ${secretId} cannot be read: it is down`);
      return secret;
    },
  };
  const build = (settings: Readonly<Record<string, string | undefined>>) => {
    state.builds++;
    if (settings.JWT_SECRET === 'refused') throw configError('JWT_SECRET', 'must have at least 32 characters');
    return async (name: string) => settings[name];
  };
  return { secrets, reads, state, make: (env: Record<string, string>) => withSecrets(env, build, ports) };
}

let lines: string[];
beforeEach(() => {
  lines = [];
  vi.spyOn(process.stdout, 'write').mockImplementation(line => {
    lines.push(String(line));
    return true;
  });
});
afterEach(() => void vi.restoreAllMocks());

describe('a reference to a secret', () => {
  it.each([
    ['aws-secret:proctoring/prod', [{ variable: 'A', secretId: 'proctoring/prod', member: null }]],
    ['aws-secret:arn:aws:secretsmanager:eu-central-1:1:secret:x-AbCdEf#jwt', [{ member: 'jwt' }]],
    ['plain', []],
    ['', []],
  ])('%s', (value, expected) => {
    expect(secretReferences({ A: value })).toMatchObject(expected);
  });

  it.each([
    ['plain text', null, 'plain text'],
    ['{"jwt":"s"}', 'jwt', 's'],
    ['{"vendors":{"psi":{}}}', 'vendors', '{"psi":{}}'],
  ])('%s, member %s: %s', (secret, member, text) => {
    expect(extractValue({ variable: 'A', secretId: 'x', member }, secret)).toBe(text);
  });

  it.each(['{"other":"topsecret"}', 'topsecret', '[]', 'null'])(
    'to a member that %s does not have discloses nothing',
    secret => {
      expect(() => extractValue({ variable: 'A', secretId: 'x', member: 'jwt' }, secret)).toThrow(
        'has no member "jwt"',
      );
      expect(() => extractValue({ variable: 'A', secretId: 'x', member: 'jwt' }, secret)).not.toThrow(/topsecret/);
    },
  );
});

describe('settings that refer to secrets', () => {
  it('without a reference nothing is read, and the handler is used unchanged', async () => {
    const { reads, make } = setUp({});
    const handler = await make({ JWT_SECRET: 'plain' });
    expect(await handler('JWT_SECRET')).toBe('plain');
    expect(reads).toEqual([]);
  });

  it('are resolved before the handler is built, each secret by one read', async () => {
    const { reads, make } = setUp({ all: '{"jwt":"token secret","keys":"k"}' });
    const handler = await make({
      JWT_SECRET: 'aws-secret:all#jwt',
      VIDEO_LINK_KEYS: 'aws-secret:all#keys',
      STAGE: 'prod',
    });
    expect([await handler('JWT_SECRET'), await handler('VIDEO_LINK_KEYS'), await handler('STAGE')]).toEqual([
      'token secret',
      'k',
      'prod',
    ]);
    expect(reads).toEqual(['all']);
  });

  it('are read again after five minutes; a rotated secret is used, an unchanged one builds nothing', async () => {
    const { secrets, reads, state, make } = setUp({ jwt: 'old' });
    const handler = await make({ JWT_SECRET: 'aws-secret:jwt' });
    secrets.jwt = 'new';
    state.now = 4 * MINUTE;
    expect(await handler('JWT_SECRET')).toBe('old');
    state.now = 5 * MINUTE;
    expect(await handler('JWT_SECRET')).toBe('new');
    state.now = 10 * MINUTE;
    expect(await handler('JWT_SECRET')).toBe('new');
    expect(reads).toHaveLength(3);
    expect(state.builds).toBe(2);
  });

  it.each(['unreadable', 'refused'])('stay unchanged while the new secret is %s, which is logged', async fault => {
    const { secrets, state, make } = setUp({ jwt: 'old' });
    const handler = await make({ JWT_SECRET: 'aws-secret:jwt' });
    if (fault === 'unreadable') state.isDown = true;
    else secrets.jwt = 'refused';
    state.now = 5 * MINUTE;
    expect(await handler('JWT_SECRET')).toBe('old');
    expect(lines.join()).toContain('secrets not refreshed');
    expect(lines.join()).toContain('JWT_SECRET');
    Object.assign(secrets, { jwt: 'new' });
    state.isDown = false;
    state.now = 5.5 * MINUTE;
    expect(await handler('JWT_SECRET')).toBe('old');
    state.now = 6 * MINUTE;
    expect(await handler('JWT_SECRET')).toBe('new');
  });

  it('that cannot be read stop the function by the setting’s name', async () => {
    const { make } = setUp({});
    await expect(make({ VENDORS: 'aws-secret:gone' })).rejects.toThrow(/^VENDORS: the secret gone cannot be read/);
  });

  it('stop the local stack, which has no AWS account', async () => {
    const { reads, make } = setUp({ jwt: 's' });
    await expect(make({ JWT_SECRET: 'aws-secret:jwt', STAGE: 'local' })).rejects.toThrow(/^JWT_SECRET: /);
    expect(reads).toEqual([]);
  });

  it('are read by a deployed stage that is named local', async () => {
    const { reads, make } = setUp({ jwt: 's' });
    await make({ JWT_SECRET: 'aws-secret:jwt', STAGE: 'local', AWS_LAMBDA_RUNTIME_API: '127.0.0.1:9001' });
    expect(reads).toEqual(['jwt']);
  });
});
