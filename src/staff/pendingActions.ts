import { describeError } from './api.ts';
import { concerning, divideActions, type WaitingAction } from './departure.ts';
import { announce, fail, revision } from './notices.ts';
import { isExpiring, isLoggedIn, isTokenValid, leavePage, loginNotice, returnToPage } from './session.ts';
import { SharedState } from './sharedState.ts';
import { readStored, removeStored, writeStored } from './tabStorage.ts';
import { NOTICES } from './wording.ts';

/** An action that is sent after a delay, in which it can be undone. */
export interface PendingAction extends WaitingAction {
  label: string;
  send: () => Promise<string>;
}

/** Decisions on the version that the user has seen are sent before other changes of an attempt. */
type PendingOptions = Partial<Omit<WaitingAction, 'id'>>;

const UNDO_MS = 10_000;
/** Until an action that waits for a decision is considered again. */
const RECHECK_MS = 500;
/** Key in the tab's storage: the number of actions that a closed page has not sent. */
const UNSENT = 'staff-page-unsent';

export const pendingActions = new SharedState<readonly PendingAction[]>([]);
const timers = new Map<number, ReturnType<typeof setTimeout>>();
let lastId = 0;
/** The latest action that is being sent on each subject. */
const latestOn = new Map<string, Promise<unknown>>();
/** Actions that are being sent. */
const running = new Set<Promise<boolean>>();
/** Number of running actions that wait for an earlier one. */
let queued = 0;
/** Actions whose answer is outstanding, and those of many requests among them. */
let unanswered = 0;
let longActions = 0;

/**
 * Sends an action after ten seconds, unless it is undone.
 * @param send returns the result in words
 */
export function sendLater(label: string, send: () => Promise<string>, options: PendingOptions = {}): void {
  lastId += 1;
  const id = lastId;
  const action = { ...{ id, label, send, subjects: [], isDecision: false, isLong: false }, ...options };
  pendingActions.value = [...pendingActions.value, action];
  if (isExpiring.value) {
    void sendNow(id);
    return;
  }
  startTimer(id, UNDO_MS);
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
  if (!action || action.isDecision) return false;
  const own = new Map(action.subjects.map(subject => [subject, true]));
  return pendingActions.value.some(
    ({ isDecision, subjects }) => isDecision && subjects.some(subject => concerning(subject, own).length > 0),
  );
}

export function undo(id: number): void {
  const action = take(id);
  if (action) announce(`Undone: ${action.label}`);
}

/** Sends an action after the earlier ones on the same subjects. */
export async function sendNow(id: number): Promise<void> {
  const action = take(id);
  if (!action) return;
  const { subjects } = action;
  const sent = sendAfter(
    subjects.flatMap(subject => concerning(subject, latestOn)),
    action,
  );
  running.add(sent);
  for (const subject of subjects) latestOn.set(subject, sent);
  await sent;
  running.delete(sent);
  for (const subject of subjects) if (latestOn.get(subject) === sent) latestOn.delete(subject);
}

async function sendAfter(
  earlier: readonly Promise<unknown>[],
  { send, label, isLong }: PendingAction,
): Promise<boolean> {
  if (earlier.length > 0) {
    queued += 1;
    await Promise.all(earlier);
    queued -= 1;
  }
  longActions += Number(isLong);
  const isDone = await sendAction(send, label);
  longActions -= Number(isLong);
  return isDone;
}

/** Sends an action at once, and reports its result. @returns whether it succeeded */
export async function sendAction(send: () => Promise<string>, label = ''): Promise<boolean> {
  unanswered += 1;
  try {
    announce(await send());
    return true;
  } catch (error) {
    const text = describeError(error);
    // The announcement of the delay is no longer true.
    announce('');
    fail(label === '' ? text : `Failed: ${label}. ${text}`);
    return false;
  } finally {
    unanswered -= 1;
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

/** Sends all actions that wait, decisions first, and waits for those that are being sent. @returns whether all succeeded */
export async function sendAll(): Promise<boolean> {
  const order = pendingActions.value.toSorted((a, b) => Number(b.isDecision) - Number(a.isDecision) || a.id - b.id);
  for (const { id } of order) void sendNow(id);
  return (await Promise.all(running)).every(isDone => isDone);
}

/** Sends waiting actions before the page is closed or the log-in ends; the others are listed, and never sent by another user. */
export function watchPendingActions(): void {
  addEventListener('pagehide', () => {
    const { sent, others } = divide();
    leavePage();
    // Requests that have begun by then outlive the page (keptFetch.ts).
    for (const { id } of sent) void sendNow(id);
    if (others.length + queued > 0) writeStored(UNSENT, String(others.length + queued));
  });
  addEventListener('pageshow', ({ persisted }) => {
    if (!persisted) return;
    removeStored(UNSENT);
    returnToPage();
  });
  addEventListener('beforeunload', event => {
    if (!isSafeToLeave()) event.preventDefault();
  });
  isExpiring.subscribe(() => {
    if (isExpiring.value) void sendAll();
  });
  isLoggedIn.subscribe(() => {
    if (!isLoggedIn.value) dropAll();
  });
}

const divide = () => divideActions(pendingActions.value, latestOn);

function isSafeToLeave(): boolean {
  if (longActions + queued + divide().others.length > 0) return false;
  return pendingActions.value.length + unanswered === 0 || isTokenValid();
}

/** Tells how many actions the page has not sent when it was closed. */
export function tellUnsent(): void {
  const count = Number(readStored(UNSENT));
  removeStored(UNSENT);
  if (count > 0) fail(NOTICES.unsent(count));
}

function dropAll(): void {
  const labels = pendingActions.value.map(({ id, label }) => {
    take(id);
    return label;
  });
  if (labels.length > 0) loginNotice.value = `${loginNotice.value} Not sent: ${labels.join('; ')}.`.trim();
}

/** Drops the actions of an earlier user, which never settle. */
export function forgetActions(): void {
  latestOn.clear();
  running.clear();
  queued = 0;
  unanswered = 0;
  longActions = 0;
}
