import { computed, signal } from '@preact/signals';
import { ActionError } from './actionError.ts';
import { navigate } from './navigation.ts';
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
import { BASE, PAGE_SETTINGS } from './settings.ts';

/** The tokens of the session: in memory only, so that closing or reloading the page ends it. */
const tokens = signal<Tokens | undefined>(undefined);
/** Why the session is missing or about to end. */
export const loginNotice = signal('');
/** Whether the session ends soon and cannot be renewed silently. */
export const isEnding = signal(false);
/** Whether it ends within seconds: waiting actions have to be sent. */
export const isExpiring = signal(false);
/** Whether the page is being closed: its last calls go with the present token. */
export const isLeaving = signal(false);
export const isLoggedIn = computed(() => tokens.value !== undefined);

const PENDING_LOGIN = 'staff-page-login';
/** Before the end of the session, in which waiting actions are still sent. */
const LAST_MOMENT_MS = 5000;
const RETRY_MS = 10_000;
const NOTICE_LEAD_MS = 120_000;
/** Longer timers overflow. */
const MAX_TIMER_MS = 2_000_000_000;
const REDIRECT_URI = `${location.origin}${BASE}/login`;

let timer: ReturnType<typeof setTimeout> | undefined;
let renewal: Promise<void> | undefined;
/** Raised by the end of each session: calls of one are not sent in another. */
let session = 0;
const send: typeof fetch = (...input) => fetch(...input);

/** Logs in by what the address brings: a token (local stack), or the answer of the log-in provider. */
export async function startSession(): Promise<void> {
  const token = /^#token=([\w.-]+)$/.exec(location.hash)?.[1];
  if (token !== undefined) {
    history.replaceState(null, '', location.pathname + location.search);
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
  setTokens({ accessToken: token, refreshToken: undefined, expiresAt });
  return true;
}

/** Leads to the log-in provider, and back to the present screen. */
export async function beginLogin(): Promise<void> {
  const { oidc } = PAGE_SETTINGS;
  if (!oidc) return;
  try {
    const isLogin = location.pathname === `${BASE}/login`;
    const login = newLogin(isLogin ? `${BASE}/` : location.pathname + location.search);
    const endpoints = await discover(oidc, send);
    sessionStorage.setItem(PENDING_LOGIN, JSON.stringify(login));
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
  const stored = sessionStorage.getItem(PENDING_LOGIN);
  sessionStorage.removeItem(PENDING_LOGIN);
  if (!oidc || answer.size === 0) return;
  const login: PendingLogin | undefined = stored === null ? undefined : JSON.parse(stored);
  try {
    setTokens(await completeLogin(oidc, answer, login, REDIRECT_URI, { send, now: Date.now() }));
    navigate(login?.returnTo ?? `${BASE}/`, { replace: true });
  } catch (error) {
    loginNotice.value = messageOf(error);
  }
}

function messageOf(error: unknown): string {
  return error instanceof LoginError ? error.message : 'The log-in failed.';
}

function setTokens(issued: Tokens): void {
  tokens.value = issued;
  isEnding.value = false;
  isExpiring.value = false;
  loginNotice.value = '';
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
    wait(expiresAt - Date.now(), () => endSession('Your log-in has expired. Log in again to continue here.'));
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
  const issued = tokens.value;
  if (!oidc || issued?.refreshToken === undefined) return;
  try {
    const renewed = await renew(oidc, issued.refreshToken, { send, now: Date.now() });
    // The session has ended meanwhile.
    if (tokens.value === issued) setTokens(renewed);
  } catch (error) {
    if (tokens.value !== issued) return;
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
  const issued = tokens.value;
  if (issued === undefined) throw new ActionError('The log-in has ended. Log in again.');
  const own = session;
  const left = issued.expiresAt - Date.now();
  if (issued.refreshToken !== undefined && left < LAST_MOMENT_MS && !isLeaving.peek()) await renewTokens();
  if (own !== session || tokens.value === undefined) throw new ActionError('The log-in has ended. Log in again.');
  return tokens.value.accessToken;
}

/** Forgets the tokens. @param notice the reason, for the log-in screen */
export function endSession(notice = ''): void {
  clearTimeout(timer);
  session += 1;
  loginNotice.value = notice;
  tokens.value = undefined;
  isEnding.value = false;
  isExpiring.value = false;
}
