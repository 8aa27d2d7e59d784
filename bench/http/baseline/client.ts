import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

export const client = DynamoDBDocumentClient.from(new DynamoDBClient({}), {
  marshallOptions: { removeUndefinedValues: true },
});

const { ATTEMPTS_TABLE = '', DIRECTORY_TABLE = '', REVIEWS_TABLE = '', EXAMS_TABLE = '' } = process.env;

export const tables = {
  attempts: ATTEMPTS_TABLE,
  directory: DIRECTORY_TABLE,
  reviews: REVIEWS_TABLE,
  exams: EXAMS_TABLE,
};

/** What an HTTP API answers with. */
export function json(value: unknown) {
  return { statusCode: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}
