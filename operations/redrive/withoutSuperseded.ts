import type { ShardRecord } from '../../packages/stream-emulator/record.ts';
import type { AttemptStatus } from '../../src/domain/attempts/status.ts';
import { isSuperseded } from '../../src/domain/vendors/toNotification.ts';
import { readNotification } from '../../src/store/notifications/vendorNotifications.ts';

/** The status of an attempt as it is now; undefined where it was removed. */
export type StatusNow = (attemptId: number) => Promise<AttemptStatus | undefined>;

/**
 * Without the records about attempts that have gone on since: a vendor that was told of an attempt's end must not be told of
 * its start after that. Notifications about exams always have their present state.
 */
export async function withoutSuperseded(records: readonly ShardRecord[], statusNow: StatusNow): Promise<ShardRecord[]> {
  const due: ShardRecord[] = [];
  for (const record of records) {
    const task = readNotification(record);
    if (task.kind !== 'write') continue;
    const attemptId = Number(record.dynamodb.Keys?.attempt_id?.N);
    const notification = task.entry;
    if (notification.about === 'exam' || !isSuperseded(notification.notice, await statusNow(attemptId)))
      due.push(record);
  }
  return due;
}
