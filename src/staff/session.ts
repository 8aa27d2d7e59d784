import { computed, signal } from '@preact/signals';
import { navigate } from './navigation.ts';
import {
  authorizationAddress,
  completeLogin,
  discover,
  LoginError,
  newLogin,
  type PendingLogin,
  readClaims,
  renew,
  type Tokens,
} from './oidc.ts';
import { BASE, PAGE_SETTINGS } from './settings.ts';

/** The tokens of the session: in memory only, so that closing or reloading the page ends it. */
const tokens = signal<Tokens | undefined>(undefined);
/** Why the session is missing or about to end. */
export const loginNotice = signal('');
/** Whether the session ends soon and cannot be renewed silently. */
export const isEnding = signal(false);
export const isLoggedIn = computed(() => tokens.value !== undefined);

const PENDING_LOGIN = 'staff-page-login';
const RENEWAL_LEAD_MS = 60_000;
const NOTICE_LEAD_MS = 120_000;
/** Longer timers overflow. */
const MAX_TIMER_MS = 2_000_000_000;
const REDIRECT_URI = `${location.origin}${BASE}/login`;

let timer: ReturnType<typeof setTimeout> | undefined;
let renewal: Promise<void> | undefined;
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
  loginNotice.value = '';
  clearTimeout(timer);
  const lead = issued.refreshToken === undefined ? NOTICE_LEAD_MS : RENEWAL_LEAD_MS;
  const delay = Math.max(0, issued.expiresAt - Date.now() - lead);
  if (delay > MAX_TIMER_MS) return;
  timer = setTimeout(() => {
    if (issued.refreshToken === undefined) announceEnd(issued.expiresAt);
    else void renewTokens();
  }, delay);
}

function announceEnd(expiresAt: number): void {
  isEnding.value = true;
  timer = setTimeout(
    () => endSession('Your log-in has expired. Log in again to continue here.'),
    expiresAt - Date.now(),
  );
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
  const refreshToken = tokens.value?.refreshToken;
  if (!oidc || refreshToken === undefined) return;
  try {
    setTokens(await renew(oidc, refreshToken, { send, now: Date.now() }));
  } catch {
    // The present token is valid for a while.
    const { accessToken, expiresAt } = tokens.value ?? { accessToken: '', expiresAt: 0 };
    setTokens({ accessToken, expiresAt, refreshToken: undefined });
  }
}

/** The access token for a call, renewed if it is about to end, as after a computer has slept. */
export async function currentToken(): Promise<string> {
  const issued = tokens.value;
  if (issued?.refreshToken !== undefined && issued.expiresAt - Date.now() < RENEWAL_LEAD_MS / 2) await renewTokens();
  return tokens.value?.accessToken ?? '';
}

/** Forgets the tokens. @param notice the reason, for the log-in screen */
export function endSession(notice = ''): void {
  clearTimeout(timer);
  tokens.value = undefined;
  isEnding.value = false;
  loginNotice.value = notice;
}
