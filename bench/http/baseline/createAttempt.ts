import { randomInt } from 'node:crypto';
import { BatchGetCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { client, json, tables } from './client.ts';

interface Wanted {
  exam_id: number;
  user: { id: number; username: string; email: string; name: string };
  attempt_code: string;
  external_id: string;
}

/** Reads the exam and the learner, and stores the attempt with its entries in the directory. */
export async function createAttempt({ exam_id, user, attempt_code, external_id }: Wanted) {
  const entries = [
    'exam',
    'policy',
    `allowance#${user.id}#additional_time_granted`,
    `allowance#${user.id}#review_policy_exception`,
  ];
  const { Responses } = await client.send(
    new BatchGetCommand({
      RequestItems: { [tables.exams]: { Keys: entries.map(entry => ({ exam_id, entry })), ConsistentRead: true } },
    }),
  );
  const [exam = {}] = Responses?.[tables.exams] ?? [];
  const names = [`learner#${user.id}`, `username#${user.username}`, `email#${user.email}`];
  await client.send(
    new BatchGetCommand({
      RequestItems: { [tables.directory]: { Keys: names.map(key => ({ key })), ConsistentRead: true } },
    }),
  );
  const now = new Date().toISOString();
  const attempt_id = randomInt(2 ** 47);
  const attempt = {
    attempt_id,
    version: 1,
    attempt_code,
    external_id,
    exam_id,
    course_id: exam.course_id,
    user_id: user.id,
    username: user.username,
    email: user.email,
    student_name: user.name,
    status: 'created',
    created: now,
    modified: now,
    is_sample_attempt: false,
    taking_as_proctored: true,
    is_status_acknowledged: false,
    is_resumable: false,
    ready_to_resume: false,
    resumed: false,
    exam_learner: `${exam_id}#${user.id}`,
    current_in_course: `${exam.course_id}#${attempt_id % 8}`,
    last_change: { role: 'staff', user_id: 900 },
  };
  const isFree = {
    ConditionExpression: 'attribute_not_exists(#key)',
    ExpressionAttributeNames: { '#key': 'key' },
  };
  const take = (Item: Record<string, unknown>) => ({
    Put: { TableName: tables.directory, Item, ...isFree, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const },
  });
  await client.send(
    new TransactWriteCommand({
      TransactItems: [
        {
          Put: {
            TableName: tables.attempts,
            Item: attempt,
            ConditionExpression: 'attribute_not_exists(attempt_id)',
          },
        },
        take({ key: `code#${attempt_code}`, attempt_id, learner_id: user.id, attempt }),
        take({ key: `pair#${exam_id}#${user.id}`, attempt_id }),
        take({ key: `external#${external_id.toLowerCase()}`, attempt_id, attempt_code }),
        { ConditionCheck: { TableName: tables.directory, Key: { key: `retired#${user.id}` }, ...isFree } },
      ],
    }),
  );
  return json({ exam_attempt_id: attempt_id });
}
