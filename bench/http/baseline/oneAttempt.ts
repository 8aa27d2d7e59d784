import { BatchGetCommand, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { client, json, tables } from './client.ts';

/** The attempt and its exam, as they are stored. */
export async function readAttempt(id: number) {
  const attempt = await attemptOf(id);
  const { Item: exam } = await client.send(
    new GetCommand({ TableName: tables.exams, Key: { exam_id: attempt.exam_id, entry: 'exam' }, ConsistentRead: true }),
  );
  return json({ ...attempt, exam });
}

/** Starts or submits the attempt, if its version is the one that was read. */
export async function changeStatus(id: number, action: 'start' | 'submit') {
  const attempt = await attemptOf(id);
  const now = new Date().toISOString();
  const update = action === 'start' ? await starting(attempt, now) : SUBMITTING;
  await client.send(
    new UpdateCommand({
      TableName: tables.attempts,
      Key: { attempt_id: id },
      UpdateExpression: update.expression,
      ConditionExpression: '#version = :versionRead AND #status = :statusRead',
      ExpressionAttributeNames: { '#version': 'version', '#status': 'status' },
      ExpressionAttributeValues: {
        ':versionRead': attempt.version,
        ':statusRead': attempt.status,
        ':version': attempt.version + 1,
        ':now': now,
        ':change': { role: 'learner', user_id: attempt.user_id },
        ...update.values,
      },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    }),
  );
  return json({ exam_attempt_id: id });
}

async function attemptOf(id: number): Promise<Record<string, unknown> & { version: number }> {
  const { Item } = await client.send(
    new GetCommand({ TableName: tables.attempts, Key: { attempt_id: id }, ConsistentRead: true }),
  );
  return { version: 0, ...Item };
}

async function starting(attempt: Record<string, unknown>, now: string) {
  const { exam_id, user_id, attempt_id } = attempt;
  const entries = ['exam', 'policy', ...ALLOWANCES.map(key => `allowance#${user_id}#${key}`)];
  const Keys = entries.map(entry => ({ exam_id, entry }));
  const { Responses } = await client.send(
    new BatchGetCommand({ RequestItems: { [tables.exams]: { Keys, ConsistentRead: true } } }),
  );
  const seconds = 60 * Number(Responses?.[tables.exams]?.[0]?.time_limit_mins);
  return {
    expression:
      'SET #status = :status, modified = :now, started_at = :now, allowed_time_seconds = :seconds, base_time_seconds = :seconds, ' +
      'last_change = :change, #version = :version, in_progress_user_id = :user, schedule_bucket = :bucket, scheduled_at = :end',
    values: {
      ':status': 'started',
      ':seconds': seconds,
      ':user': user_id,
      ':bucket': Number(attempt_id) % 16,
      ':end': new Date(Date.parse(now) + seconds * 1000).toISOString(),
    },
  };
}

const ALLOWANCES = ['additional_time_granted', 'review_policy_exception'];

const SUBMITTING = {
  expression:
    'SET #status = :status, modified = :now, completed_at = :now, last_change = :change, #version = :version ' +
    'REMOVE in_progress_user_id, schedule_bucket, scheduled_at',
  values: { ':status': 'submitted' },
};
