import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '../../src/client/client.ts';
import { DemoFailure, expectOk } from './api.ts';
import { describeActor, describeChange, type ShownChange } from './report.ts';

const DEADLINE_MS = 60_000;
const INTERVAL_MS = 200;
/** Small enough to split the history into several pages. */
const PAGE_SIZE = 2;

/**
 * Reads the history, oldest first, once it has all expected items: the archive is written asynchronously.
 * @param expected the items as texts of `describeFully`, oldest first
 * @throws DemoFailure if an item is missing at the deadline, differs or is unexpected
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
function describeFully(change: ShownChange): string {
  const reason = change.reason === null ? '' : `: ${change.reason}`;
  return `${describeChange(change)} by ${describeActor(change)} of ${change.student_name}${reason}`;
}

/** @throws DemoFailure naming the first difference */
export function requireExpected(actual: readonly string[], expected: readonly string[]): void {
  const longer = actual.length > expected.length ? actual : expected;
  const index = longer.findIndex((_, position) => actual[position] !== expected[position]);
  if (index < 0) return;
  throw new DemoFailure(
    `Item ${index + 1} of the history should be ${quote(expected[index])}, but is ${quote(actual[index])}.`,
  );
}

function quote(item: string | undefined): string {
  return item === undefined ? 'missing' : `"${item}"`;
}
