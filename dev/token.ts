/** `npm run --silent token`: prints a token that the local service accepts. */
import { parseArgs } from 'node:util';
import { SignJWT } from 'jose';
import { UsageError } from '../cli/commandError.ts';
import { DEFAULT_CLAIMS, DEVELOPMENT_TOKEN_SECRET, requireTokenSecret } from '../src/config/auth.ts';
import type { Caller } from '../src/domain/actors.ts';

const HELP = `npm run --silent token -- [options]

Prints a token for the local service, valid for 30 days:

  curl -H "Authorization: Bearer $(npm run --silent token -- --staff)" http://localhost:3000/...

  --user ID            user id (1)
  --username NAME      username (learner<ID>, or staff<ID> with --staff)
  --email ADDRESS      email (<username>@example.com)
  --name "FULL NAME"   full name (the username)
  --staff              staff of every course
  --course-staff ID    staff of this course, such as course-v1:X+Y+Z; can be repeated
  --group NAME         member of this group, such as software_secure_review; can be repeated
  --help               shows this help

Environment:
  JWT_SECRET           secret that signs the token, at least 32 characters; must be the service's (the development
                       secret)
`;

const OPTIONS = {
  user: { type: 'string' },
  username: { type: 'string' },
  email: { type: 'string' },
  name: { type: 'string' },
  staff: { type: 'boolean' },
  'course-staff': { type: 'string', multiple: true },
  group: { type: 'string', multiple: true },
  help: { type: 'boolean', short: 'h' },
} as const;

/** The signing secret of the local service. @throws UsageError if the service would reject it */
export function tokenSecret(env: NodeJS.ProcessEnv): string {
  try {
    return requireTokenSecret(env.JWT_SECRET || DEVELOPMENT_TOKEN_SECRET);
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** Rejects settings with which the service accepts only tokens of another key. */
function requireSharedSecret(env: NodeJS.ProcessEnv): void {
  const setting = ['JWT_JWKS_URL', 'JWT_PUBLIC_KEY'].find(name => env[name]);
  if (setting === undefined) return;
  throw new UsageError(
    `${setting} is set: the service rejects tokens that are signed with JWT_SECRET. Unset it, also for npm start.`,
  );
}

/** A token with the caller in the default claims. */
export function createToken(claims: Caller, secret: string): Promise<string> {
  return new SignJWT({
    [DEFAULT_CLAIMS.user_id]: claims.userId,
    [DEFAULT_CLAIMS.username]: claims.username,
    [DEFAULT_CLAIMS.email]: claims.email,
    [DEFAULT_CLAIMS.name]: claims.name,
    [DEFAULT_CLAIMS.administrator]: claims.isStaff,
    [DEFAULT_CLAIMS.course_staff]: claims.courseStaff,
    [DEFAULT_CLAIMS.groups]: claims.groups,
  })
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuedAt()
    .setExpirationTime('30 days')
    .sign(Buffer.from(secret));
}

/** A token of global staff for the page of the local stack; undefined if the service does not accept our secret. */
export async function developmentStaffToken(env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const claims = readClaims(['--staff', '--user', '1000000', '--name', 'Local staff']);
  if (!claims || env.JWT_JWKS_URL || env.JWT_PUBLIC_KEY) return undefined;
  return createToken(claims, tokenSecret(env));
}

/**
 * The caller of the token, from the command's arguments; undefined for --help.
 * @throws UsageError
 */
export function readClaims(args: readonly string[]): Caller | undefined {
  const options = parse(args);
  if (options.help) return undefined;
  const userId = readUserId(options.user ?? '1');
  const isStaff = options.staff ?? false;
  const username = options.username ?? `${isStaff ? 'staff' : 'learner'}${userId}`;
  return {
    userId,
    username,
    email: options.email ?? `${username}@example.com`,
    name: options.name ?? username,
    isStaff,
    courseStaff: options['course-staff'] ?? [],
    groups: options.group ?? [],
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS }).values;
  } catch (error) {
    // parseArgs appends advice about positional arguments; the command has none.
    const [problem] = (error as Error).message.split(/\.(?:\s|$)/);
    throw new UsageError(`${problem}. See npm run token -- --help.`);
  }
}

function readUserId(text: string): number {
  const userId = Number(text);
  if (/^\d+$/.test(text) && userId >= 1 && Number.isSafeInteger(userId)) return userId;
  throw new UsageError(`--user must be a whole number from 1, not "${text}".`);
}

/**
 * The output of the command: a token, or the help.
 * @throws UsageError
 */
export async function tokenOutput(args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  const claims = readClaims(args);
  if (!claims) return HELP.trimEnd();
  requireSharedSecret(env);
  return createToken(claims, tokenSecret(env));
}

async function main(): Promise<number> {
  try {
    console.log(await tokenOutput(process.argv.slice(2), process.env));
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(error.message);
    return 2;
  }
}

if (import.meta.main) process.exitCode = await main();
