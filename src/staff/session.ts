import { ActionError } from './actionError.ts';
import { navigate, readAddress, searchHere } from './navigation.ts';
import {
  authorizationAddress,
  completeLogin,
  discover,
  LoginError,
  newLogin,
  type PendingLogin,
  ProviderUnavailable,
  readClaims,
  renew,
  renewalLead,
  type Tokens,
} from './oidc.ts';
import { beginSearches } from './searches.ts';
import { BASE, PAGE_SETTINGS } from './settings.ts';
import { SharedState } from './sharedState.ts';
import { readStored, removeStored, writeStored } from './tabStorage.ts';
import { timedFetch } from './timedFetch.ts';
import { NOTICES } from './wording.ts';

/** The tokens of the session: in memory only, so that closing or reloading the page ends it. */
let tokens: Tokens | undefined;
/** The access tokens of the present session, also those that have been renewed. */
const accessTokens = new Set<string>();
/** Why the session is missing or about to end. */
export const loginNotice = new SharedState('');
/** Whether the session ends soon and cannot be renewed silently. */
export const isEnding = new SharedState(false);
/** Whether it ends within seconds: waiting actions have to be sent. */
export const isExpiring = new SharedState(false);
export const isLoggedIn = new SharedState(false);
/** Raised by a log-in of another user than before: later answers to earlier calls are not for them. */
export const session = new SharedState(0);

/** The user of the latest session. */
let user: string | undefined;

const PENDING_LOGIN = 'staff-page-login';
/** The time before the end of the session in which waiting actions are still sent. */
const LAST_MOMENT_MS = 5000;
const RETRY_MS = 10_000;
const NOTICE_LEAD_MS = 120_000;
/** Longer timers overflow. */
const MAX_TIMER_MS = 2_000_000_000;
const REDIRECT_URI = `${location.origin}${BASE}/login`;

let timer: ReturnType<typeof setTimeout> | undefined;
let renewal: Promise<void> | undefined;
/** Resolved when the page is being closed: calls no longer wait for new tokens. */
let departure = Promise.withResolvers<void>();

/** Logs in by what the address brings: a token (local stack), or the answer of the log-in provider. */
export async function startSession(): Promise<void> {
  const token = /^#token=([\w.-]+)$/.exec(location.hash)?.[1];
  if (token !== undefined) {
    history.replaceState(history.state, '', location.pathname + location.search);
    logInByToken(token);
  } else if (PAGE_SETTINGS.oidc && location.pathname === `${BASE}/login`) {
    await finishLogin();
  }
}

/** Logs in by a pasted token. @returns whether it can be one */
export function logInByToken(token: string): boolean {
  const claims = readClaims(token);
  if (!PAGE_SETTINGS.acceptsToken || claims === undefined) return false;
  const expiresAt = typeof claims.exp === 'number' ? claims.exp * 1000 : Number.POSITIVE_INFINITY;
  beginSession({ accessToken: token, refreshToken: undefined, expiresAt });
  return true;
}

function beginSession(issued: Tokens): void {
  const next = userOf(issued.accessToken);
  accessTokens.clear();
  beginSearches(next);
  readAddress();
  if (next !== user) session.value += 1;
  user = next;
  setTokens(issued);
}

/** The user of an access token by the usual claims; without them each log-in counts as another user. */
function userOf(token: string): string {
  const { sub, user_id } = readClaims(token) ?? {};
  return sub === undefined && user_id === undefined ? crypto.randomUUID() : JSON.stringify([sub, user_id]);
}

/** Leads to the log-in provider, and back to the present screen. */
export async function beginLogin(): Promise<void> {
  const { oidc } = PAGE_SETTINGS;
  if (!oidc) return;
  try {
    const isLogin = location.pathname === `${BASE}/login`;
    const login = newLogin(isLogin ? `${BASE}/` : location.pathname + location.search, searchHere());
    const endpoints = await discover(oidc, timedFetch);
    writeStored(PENDING_LOGIN, JSON.stringify(login));
    location.assign(await authorizationAddress(oidc, endpoints, login, REDIRECT_URI));
  } catch (error) {
    loginNotice.value = messageOf(error);
  }
}

async function finishLogin(): Promise<void> {
  const { oidc } = PAGE_SETTINGS;
  const answer = new URLSearchParams(location.search);
  // The code is of no further use, and is not left in the history.
  history.replaceState(null, '', location.pathname);
  const stored = readStored(PENDING_LOGIN);
  removeStored(PENDING_LOGIN);
  if (!oidc || answer.size === 0) return;
  const login: PendingLogin | undefined = stored === null ? undefined : JSON.parse(stored);
  try {
    beginSession(await completeLogin(oidc, answer, login, REDIRECT_URI, { send: timedFetch, now: Date.now() }));
    navigate(login?.returnTo ?? `${BASE}/`, { replace: true, search: login?.search ?? null });
  } catch (error) {
    loginNotice.value = messageOf(error);
  }
}

function messageOf(error: unknown): string {
  return error instanceof LoginError ? error.message : 'The log-in failed.';
}

function setTokens(issued: Tokens): void {
  tokens = issued;
  accessTokens.add(issued.accessToken);
  isEnding.value = false;
  isExpiring.value = false;
  loginNotice.value = '';
  isLoggedIn.value = true;
  const left = issued.expiresAt - Date.now();
  if (issued.refreshToken === undefined) wait(left - NOTICE_LEAD_MS, () => announceEnd(issued.expiresAt));
  else wait(left - renewalLead(left), () => void renewTokens());
}

function wait(delayMs: number, then: () => void): void {
  clearTimeout(timer);
  if (delayMs <= MAX_TIMER_MS) timer = setTimeout(then, Math.max(0, delayMs));
}

function announceEnd(expiresAt: number): void {
  isEnding.value = true;
  wait(expiresAt - Date.now() - LAST_MOMENT_MS, () => {
    isExpiring.value = true;
    wait(expiresAt - Date.now(), () => endSession(NOTICES.loginExpired));
  });
}

/** Renews the tokens once for all concurrent callers. */
function renewTokens(): Promise<void> {
  renewal ??= renewOnce().finally(() => {
    renewal = undefined;
  });
  return renewal;
}

async function renewOnce(): Promise<void> {
  const { oidc } = PAGE_SETTINGS;
  const issued = tokens;
  if (!oidc || issued?.refreshToken === undefined) return;
  try {
    const renewed = await renew(oidc, issued.refreshToken, { send: timedFetch, now: Date.now() });
    // The session has ended meanwhile.
    if (tokens === issued) setTokens(renewed);
  } catch (error) {
    if (tokens !== issued) return;
    if (error instanceof ProviderUnavailable) retryRenewal(issued.expiresAt);
    // The present token is valid for a while.
    else setTokens({ ...issued, refreshToken: undefined });
  }
}

/** The refresh token is good for another try; without one in time the session ends like any other. */
function retryRenewal(expiresAt: number): void {
  const left = expiresAt - Date.now();
  if (left <= LAST_MOMENT_MS) announceEnd(expiresAt);
  else wait(Math.min(RETRY_MS, left - LAST_MOMENT_MS), () => void renewTokens());
}

/**
 * The access token for a call, renewed if it is about to end, as after a computer has slept. A page that is being closed does
 * not wait.
 * @throws ActionError if the session has ended meanwhile
 */
export async function currentToken(): Promise<string> {
  const own = session.value;
  if (tokens?.refreshToken !== undefined && timeLeft() < LAST_MOMENT_MS) {
    await Promise.race([renewTokens(), departure.promise]);
  }
  if (own !== session.value || tokens === undefined) throw new ActionError(NOTICES.loginEnded);
  return tokens.accessToken;
}

const timeLeft = () => (tokens?.expiresAt ?? 0) - Date.now();

/** Whether a call that waits for nothing would be accepted, as one of a page that is being closed. */
export const isTokenValid = () => timeLeft() > 0;

/** The access token without a renewal; empty without a session. */
export const presentToken = () => tokens?.accessToken ?? '';

/** Whether a request with this token is one of the present session. */
export const hasToken = (token: string) => accessTokens.has(token);

/** The token in place of one that the service has rejected, renewed meanwhile or now; undefined without another. */
export async function replaceToken(rejected: string): Promise<string | undefined> {
  if (tokens?.accessToken === rejected) await renewTokens();
  const present = tokens?.accessToken;
  return present === rejected ? undefined : present;
}

/** Calls that wait for new tokens are sent with the present one, as the page is being closed. */
export function leavePage(): void {
  departure.resolve();
}

/** The page is shown again as it was left. */
export function returnToPage(): void {
  departure = Promise.withResolvers();
}

/** Forgets the tokens. @param notice the reason, for the log-in screen */
export function endSession(notice = ''): void {
  clearTimeout(timer);
  accessTokens.clear();
  loginNotice.value = notice;
  tokens = undefined;
  isLoggedIn.value = false;
  isEnding.value = false;
  isExpiring.value = false;
}
