import { decodeJwt } from 'jose';
import { describe, expect, it } from 'vitest';
import { createToken, readClaims, tokenOutput, tokenSecret } from '../../dev/token.ts';
import { createAuthenticate } from '../../src/api/http/auth.ts';
import { DEFAULT_CLAIMS, DEVELOPMENT_TOKEN_SECRET } from '../../src/config/auth.ts';
import type { Caller } from '../../src/domain/actors.ts';
import { runScript } from '../support/runScript.ts';

const DAY = 86_400;

const ADA: Caller = {
  userId: 7,
  username: 'ada',
  email: 'ada@example.com',
  name: 'Ada L',
  isStaff: true,
  courseStaff: ['course-v1:X+Y+Z'],
  groups: ['software_secure_review'],
};

/** The caller that the service reads from a token. */
function callerOf(token: string, secret = DEVELOPMENT_TOKEN_SECRET): Promise<Caller> {
  const key = { kind: 'secret', secret } as const;
  return createAuthenticate({ key, issuer: null, audience: null, claims: DEFAULT_CLAIMS, restrictedScope: null })(
    `Bearer ${token}`,
  );
}

const NO_KEYS = { JWT_SECRET: '', JWT_JWKS_URL: '', JWT_PUBLIC_KEY: '' };
const runToken = (args: string[], env: Record<string, string> = {}) =>
  runScript('dev/token.ts', args, { ...process.env, ...NO_KEYS, ...env });

describe('a token', () => {
  it('identifies the caller to the service', async () => {
    expect(await callerOf(await createToken(ADA, DEVELOPMENT_TOKEN_SECRET))).toEqual(ADA);
  });

  it('is valid for 30 days', async () => {
    const { iat = 0, exp = 0 } = decodeJwt(await createToken(ADA, DEVELOPMENT_TOKEN_SECRET));
    expect(exp - iat).toBe(30 * DAY);
  });

  it('is rejected with another secret', async () => {
    await expect(callerOf(await createToken(ADA, 'x'.repeat(32)))).rejects.toThrow('The token is not valid.');
  });

  it('is signed with JWT_SECRET if it is set', () => {
    expect(tokenSecret({ JWT_SECRET: 'x'.repeat(32) })).toBe('x'.repeat(32));
    expect(tokenSecret({ JWT_SECRET: '' })).toBe(DEVELOPMENT_TOKEN_SECRET);
    expect(tokenSecret({})).toBe(DEVELOPMENT_TOKEN_SECRET);
  });
});

describe('omitted options', () => {
  const learner = { userId: 1, username: 'learner1', name: 'learner1', isStaff: false, courseStaff: [], groups: [] };
  it.each<[string[], Partial<Caller>]>([
    [[], { ...learner, email: 'learner1@example.com' }],
    [['--user', '9'], { userId: 9, username: 'learner9' }],
    [['--user', '9', '--staff'], { username: 'staff9', isStaff: true }],
    [['--username', 'ada'], { name: 'ada', email: 'ada@example.com' }],
  ])('%j', (args, expected) => {
    expect(readClaims(args)).toMatchObject(expected);
  });
});

describe('npm run token', () => {
  it('prints one line: the token of the described caller', async () => {
    const secret = 'a secret of one’s own, for this test';
    const described = ['--user=7', '--username=ada', '--email=ada@example.com', '--name', 'Ada L', '--staff'];
    const courses = ['--course-staff', 'course-v1:X+Y+Z', '--course-staff', 'course-v1:X+Y+2'];
    const groups = ['--group', 'software_secure_review', '--group', 'second'];
    const { code, stdout, stderr } = await runToken([...described, ...courses, ...groups], { JWT_SECRET: secret });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    expect(await callerOf(stdout.trim(), secret)).toEqual({
      ...ADA,
      courseStaff: ['course-v1:X+Y+Z', 'course-v1:X+Y+2'],
      groups: ['software_secure_review', 'second'],
    });
  });

  it.each([
    [{ JWT_SECRET: 'short' }, 'JWT_SECRET: must have at least 32 characters.'],
    [{ JWT_SECRET: 'x'.repeat(31) }, 'JWT_SECRET: must have at least 32 characters.'],
    [
      { JWT_JWKS_URL: 'https://lms.example/jwks' },
      'JWT_JWKS_URL is set: the service rejects tokens that are signed with JWT_SECRET. Unset it, also for npm start.',
    ],
    [
      { JWT_PUBLIC_KEY: 'a PEM' },
      'JWT_PUBLIC_KEY is set: the service rejects tokens that are signed with JWT_SECRET. Unset it, also for npm start.',
    ],
  ])('prints no token that the service would reject: %j', async (env, line) => {
    await expect(tokenOutput([], env)).rejects.toMatchObject({ name: 'UsageError', message: line });
  });

  it('prints its help', async () => {
    expect(await tokenOutput(['--help'], {})).toMatch(/--course-staff ID/);
  });

  it('ends with 2 and one line if it rejects its arguments', async () => {
    const stderr = "Unknown option '--admin'. See npm run token -- --help.\n";
    expect(await runToken(['--admin'])).toEqual({ code: 2, stdout: '', stderr });
  });

  it.each([
    [['--admin'], "Unknown option '--admin'. See npm run token -- --help."],
    [['ada'], "Unexpected argument 'ada'. See npm run token -- --help."],
    [['--username'], "Option '--username <value>' argument missing. See npm run token -- --help."],
    [['--user', 'ada'], '--user must be a whole number from 1, not "ada".'],
    [['--user', '0'], '--user must be a whole number from 1, not "0".'],
    [['--user=-1'], '--user must be a whole number from 1, not "-1".'],
    [['--user', '1.5'], '--user must be a whole number from 1, not "1.5".'],
    [['--user', '9007199254740993'], '--user must be a whole number from 1, not "9007199254740993".'],
    [['--user='], '--user must be a whole number from 1, not "".'],
  ])('rejects %j in one line', async (args, line) => {
    await expect(tokenOutput(args, {})).rejects.toMatchObject({ name: 'UsageError', message: line });
  });
});
