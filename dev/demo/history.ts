import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '../../src/client/client.ts';
import { DemoFailure, expectOk } from './api.ts';
import { describeActor, describeChange, type ShownChange } from './report.ts';

const DEADLINE_MS = 60_000;
const INTERVAL_MS = 200;
/** Small, so that the history comes in several pages. */
const PAGE_SIZE = 2;

/**
 * Reads the history, oldest first, as soon as all that is expected is in it: the archive is written a moment after each
 * change.
 * @param expected every item as `describeFully` has it, oldest first
 * @throws DemoFailure when something is missing after 15 s, is different or should not be there
 */
export async function awaitHistory(
  staff: Client,
  attemptCode: string,
  expected: readonly string[],
): Promise<ShownChange[]> {
  const deadline = Date.now() + DEADLINE_MS;
  let changes = await readAllPages(staff, attemptCode);
  while (changes.length < expected.length && Date.now() < deadline) {
    await sleep(INTERVAL_MS);
    changes = await readAllPages(staff, attemptCode);
  }
  requireExpected(changes.map(describeFully), expected);
  return changes;
}

async function readAllPages(staff: Client, attemptCode: string): Promise<ShownChange[]> {
  const params = { attempt_code: attemptCode };
  const newestFirst: ShownChange[] = [];
  let cursor: string | null = null;
  do {
    const query = { limit: PAGE_SIZE, ...(cursor && { cursor }) };
    const page: Awaited<ReturnType<Client['readHistory']>> = await expectOk(
      'reading the history',
      staff.readHistory({ params, query }),
    );
    newestFirst.push(...page.results);
    cursor = page.next_cursor;
  } while (cursor !== null);
  return newestFirst.reverse();
}

/** "created → removed by staff 7 of Ada Lovelace: why" */
function describeFully(one: ShownChange): string {
  const reason = one.reason === null ? '' : `: ${one.reason}`;
  return `${describeChange(one)} by ${describeActor(one)} of ${one.student_name}${reason}`;
}

/** @throws DemoFailure naming the first difference */
export function requireExpected(found: readonly string[], expected: readonly string[]): void {
  const longer = found.length > expected.length ? found : expected;
  const at = longer.findIndex((_, index) => found[index] !== expected[index]);
  if (at < 0) return;
  throw new DemoFailure(
    `Item ${at + 1} of the history should be ${quoted(expected[at])}, but is ${quoted(found[at])}.`,
  );
}

function quoted(item: string | undefined): string {
  return item === undefined ? 'missing' : `"${item}"`;
}
