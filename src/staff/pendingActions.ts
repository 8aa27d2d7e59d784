import { effect, signal } from '@preact/signals';
import { describeError } from './api.ts';
import { announce, fail, revision } from './notices.ts';
import { isExpiring, isLeaving, isLoggedIn, loginNotice } from './session.ts';

/** An action that is sent after a delay, in which it can be undone. */
export interface PendingAction extends PendingOptions {
  id: number;
  label: string;
  send: () => Promise<string>;
}

interface PendingOptions {
  /** Of an action on one attempt: decisions on the version that the user has seen are sent before other changes of it. */
  attemptId?: number;
  isDecision?: boolean;
  /** More requests than a browser completes for a page that is closed. */
  isLong?: boolean;
}

const UNDO_MS = 10_000;
/** Until an action that waits for a decision is considered again. */
const RECHECK_MS = 500;

export const pendingActions = signal<readonly PendingAction[]>([]);
const timers = new Map<number, ReturnType<typeof setTimeout>>();
let lastId = 0;
/** The latest action on each attempt. */
const lastOfAttempt = new Map<number, Promise<void>>();
/** Actions of many requests that are being sent. */
let longActions = 0;

/**
 * Sends an action after ten seconds, unless it is undone.
 * @param send returns the result in words
 */
export function sendLater(label: string, send: () => Promise<string>, options: PendingOptions = {}): void {
  lastId += 1;
  const id = lastId;
  pendingActions.value = [...pendingActions.value, { id, label, send, ...options }];
  if (isExpiring.value) void sendNow(id);
  else startTimer(id, UNDO_MS);
  announce(`${label}. It is sent in 10 seconds; undo is available.`);
}

function startTimer(id: number, delayMs: number): void {
  timers.set(
    id,
    setTimeout(() => {
      if (waitsForDecision(id)) startTimer(id, RECHECK_MS);
      else void sendNow(id);
    }, delayMs),
  );
}

function waitsForDecision(id: number): boolean {
  const action = pendingActions.value.find(pending => pending.id === id);
  if (action?.attemptId === undefined || action.isDecision) return false;
  return pendingActions.value.some(({ attemptId, isDecision }) => attemptId === action.attemptId && isDecision);
}

export function undo(id: number): void {
  const action = take(id);
  if (action) announce(`Undone: ${action.label}`);
}

export async function sendNow(id: number): Promise<void> {
  const action = take(id);
  if (!action) return;
  longActions += Number(action.isLong ?? false);
  const earlier = action.attemptId === undefined ? undefined : lastOfAttempt.get(action.attemptId);
  const sent = sendAfter(isLeaving.peek() ? undefined : earlier, action);
  if (action.attemptId !== undefined) lastOfAttempt.set(action.attemptId, sent);
  await sent;
  longActions -= Number(action.isLong ?? false);
}

/** An action waits for an earlier one on the same attempt. */
async function sendAfter(earlier: Promise<unknown> | undefined, { send, label }: PendingAction): Promise<void> {
  if (earlier) await earlier;
  await sendAction(send, label);
}

/** Sends an action at once, and reports its result. @returns whether it succeeded */
export async function sendAction(send: () => Promise<string>, label = ''): Promise<boolean> {
  try {
    announce(await send());
    return true;
  } catch (error) {
    const text = describeError(error);
    fail(isLoggedIn.value || label === '' ? text : `Not sent: ${label}. ${text}`);
    return false;
  } finally {
    revision.value += 1;
  }
}

function take(id: number): PendingAction | undefined {
  const action = pendingActions.value.find(pending => pending.id === id);
  clearTimeout(timers.get(id));
  timers.delete(id);
  pendingActions.value = pendingActions.value.filter(pending => pending.id !== id);
  return action;
}

const decisionsFirst = () =>
  pendingActions.value.toSorted((a, b) => Number(b.isDecision ?? false) - Number(a.isDecision ?? false) || a.id - b.id);

/** Sends all actions that wait, one after the other, as one can depend on another. */
export async function sendAll(): Promise<void> {
  for (const { id } of decisionsFirst()) await sendNow(id);
}

/** Sends waiting actions before the page is closed or the log-in ends; the others are listed, and never sent by another user. */
export function watchPendingActions(): void {
  addEventListener('pagehide', () => {
    isLeaving.value = true;
    // Requests that have begun by then outlive the page (`keepalive` in api.ts).
    for (const { id } of decisionsFirst()) void sendNow(id);
  });
  addEventListener('pageshow', () => {
    isLeaving.value = false;
  });
  addEventListener('beforeunload', event => {
    if (longActions > 0 || pendingActions.value.some(({ isLong }) => isLong)) event.preventDefault();
  });
  effect(() => {
    if (isExpiring.value) void sendAll();
  });
  effect(() => {
    if (!isLoggedIn.value) dropAll();
  });
}

function dropAll(): void {
  const labels = pendingActions.peek().map(({ id, label }) => {
    take(id);
    return label;
  });
  if (labels.length > 0) loginNotice.value = `${loginNotice.peek()} Not sent: ${labels.join('; ')}.`.trim();
}
