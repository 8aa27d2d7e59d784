import { BatchGetCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { client, json, tables } from '../client.ts';

/** Stores what was posted, as it is, and the status with it: nobody's proof is looked at, nothing is encrypted. */
export async function handler({ body = '' }: APIGatewayProxyEventV2) {
  const { examMetaData, reviewStatus, videoReviewLink, webCamComments, desktopComments } = JSON.parse(body);
  const attempt_code: string = examMetaData.examCode;
  const { Responses } = await client.send(
    new BatchGetCommand({
      RequestItems: {
        [tables.directory]: { Keys: [{ key: `code#${attempt_code}` }], ConsistentRead: true },
        [tables.reviews]: { Keys: [{ attempt_code, part: 'review' }], ConsistentRead: true },
      },
    }),
  );
  const { attempt = {} } = Responses?.[tables.directory]?.[0] ?? {};
  const { attempt_id, course_id, exam_id, user_id } = attempt;
  const now = new Date().toISOString();
  await client.send(
    new TransactWriteCommand({
      TransactItems: [
        {
          Put: {
            TableName: tables.reviews,
            Item: {
              attempt_code,
              part: 'review',
              attempt_id,
              course_id,
              exam_id,
              learner_id: user_id,
              reviewed_course_id: course_id,
              vendor: 'software_secure',
              review_status: reviewStatus,
              verdict: 'verified',
              video_link: videoReviewLink,
              comments: [...webCamComments, ...desktopComments],
              received_at: now,
              version: 1,
            },
            ConditionExpression: 'attribute_not_exists(attempt_code)',
          },
        },
        {
          Update: {
            TableName: tables.attempts,
            Key: { attempt_id },
            UpdateExpression:
              'SET #status = :status, modified = :now, last_change = :change, #version = #version + :one ' +
              'REMOVE in_progress_user_id, schedule_bucket, scheduled_at, cascade_pending',
            ConditionExpression: 'attribute_exists(attempt_id) AND external_id = :external',
            ExpressionAttributeNames: { '#status': 'status', '#version': 'version' },
            ExpressionAttributeValues: {
              ':status': 'verified',
              ':now': now,
              ':change': { role: 'vendor' },
              ':one': 1,
              ':external': attempt.external_id,
            },
          },
        },
        {
          Put: {
            TableName: tables.reviews,
            Item: { attempt_code, part: 'payload#0001#0000', data: Buffer.from(body) },
          },
        },
        {
          ConditionCheck: {
            TableName: tables.directory,
            Key: { key: `retired#${user_id}` },
            ConditionExpression: 'attribute_not_exists(#key)',
            ExpressionAttributeNames: { '#key': 'key' },
          },
        },
      ],
    }),
  );
  return json('OK');
}
