import { signal } from '@preact/signals';
import { describeError } from './api.ts';
import { announce, fail, revision } from './notices.ts';

/** An action that is sent after a delay, in which it can be undone. */
export interface PendingAction {
  id: number;
  label: string;
  send: () => Promise<string>;
}

const UNDO_MS = 10_000;

export const pendingActions = signal<readonly PendingAction[]>([]);
const timers = new Map<number, ReturnType<typeof setTimeout>>();
let lastId = 0;

/**
 * Sends an action after ten seconds, unless it is undone.
 * @param send returns the result in words
 */
export function sendLater(label: string, send: () => Promise<string>): void {
  lastId += 1;
  const id = lastId;
  pendingActions.value = [...pendingActions.value, { id, label, send }];
  timers.set(
    id,
    setTimeout(() => void sendNow(id), UNDO_MS),
  );
  announce(`${label}. It is sent in 10 seconds; undo is available.`);
}

export function undo(id: number): void {
  const action = take(id);
  if (action) announce(`Undone: ${action.label}`);
}

export async function sendNow(id: number): Promise<void> {
  const action = take(id);
  if (action) await sendAction(action.send);
}

/** Sends an action at once, and reports its result. @returns whether it succeeded */
export async function sendAction(send: () => Promise<string>): Promise<boolean> {
  try {
    announce(await send());
    return true;
  } catch (error) {
    fail(describeError(error));
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

/** Sends all actions that wait. */
export async function sendAll(): Promise<void> {
  await Promise.all(pendingActions.value.map(({ id }) => sendNow(id)));
}

/** Sends the pending actions when the page is closed: requests that have begun by then outlive it (`keepalive` in api.ts). */
export function sendOnClose(): void {
  addEventListener('pagehide', () => void sendAll());
}
