import type { ShardRecord } from '../../packages/stream-emulator/record.ts';
import type { AttemptStatus } from '../../src/domain/attempts/status.ts';
import { isSuperseded } from '../../src/domain/vendors/toNotification.ts';
import { readNotification } from '../../src/store/notifications/vendorNotifications.ts';

/** Reads the present status of an attempt; undefined if it was removed. */
export type ReadStatus = (attemptId: number) => Promise<AttemptStatus | undefined>;

/**
 * Drops records about statuses that the attempt has left since: a vendor that knows the end of an attempt must not be notified
 * of its start. Others stay: notifications about exams carry the present state, and the function fails on an unreadable record.
 */
export async function withoutSuperseded(
  records: readonly ShardRecord[],
  readStatus: ReadStatus,
): Promise<ShardRecord[]> {
  const due: ShardRecord[] = [];
  for (const record of records) {
    const task = readTask(record);
    if (task === undefined) due.push(record);
    if (task?.kind !== 'write') continue;
    const attemptId = Number(record.dynamodb.Keys?.attempt_id?.N);
    const notification = task.entry;
    if (notification.about === 'exam' || !isSuperseded(notification.notice, await readStatus(attemptId)))
      due.push(record);
  }
  return due;
}

function readTask(record: ShardRecord) {
  try {
    return readNotification(record);
  } catch {
    return undefined;
  }
}
