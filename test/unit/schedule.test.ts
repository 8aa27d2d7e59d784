import type { DynamoDBDocumentClient, UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { timeOutChange } from '../../src/domain/attempts/timeOut.ts';
import { createSchedule } from '../../src/store/attempts/schedule.ts';
import { NOW } from '../support/builders.ts';

/** The condition of the write that closes a scheduled attempt. */
async function conditionOf(from: ReturnType<typeof timeOutChange>['from']): Promise<string | undefined> {
  const inputs: UpdateCommandInput[] = [];
  const send = async ({ input }: { input: UpdateCommandInput }) => void inputs.push(input);
  const schedule = createSchedule({ send } as unknown as DynamoDBDocumentClient, { attempts: 'attempts' });
  const change = { ...timeOutChange(NOW, NOW, 'submitted'), from };
  expect(await schedule.close({ attemptId: 1, scheduledAt: NOW }, change)).toBe('closed');
  return inputs[0]?.ConditionExpression?.replace(/ AND .*/, '');
}

describe('the write that closes a scheduled attempt', () => {
  it('requires one of the statuses that the change starts from', async () => {
    expect(await conditionOf(['started', 'ready_to_submit'])).toBe('#status IN (:started, :ready_to_submit)');
  });

  it('requires only that the attempt exists if any status is permitted', async () => {
    expect(await conditionOf('any')).toBe('attribute_exists(attempt_id)');
  });
});
