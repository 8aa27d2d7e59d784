import { expect, it, onTestFinished } from 'vitest';
import { startDynamodb } from '../../dev/dynamodb/dynamodb.ts';
import { startStack } from '../../dev/stack.ts';
import { tablesAt } from '../support/tablesAt.ts';

it('a stack uses a running DynamoDB, which outlives it', async () => {
  const dynamodb = await startDynamodb({ port: 0 });
  onTestFinished(dynamodb.stop);
  // The keys that everybody knows are for the stage "local" alone.
  const env = {
    JWT_SECRET: 'j'.repeat(40),
    VIDEO_LINK_KEYS: Buffer.alloc(32, 'v').toString('base64'),
    WEBHOOK_KEYS: Buffer.alloc(32, 'w').toString('base64'),
    LAUNCH_COOKIE_KEY: 'l'.repeat(40),
  };
  const second = await startStack({ dynamodbEndpoint: dynamodb.endpoint, stage: 'second', quiet: true, env });
  try {
    expect((await fetch(`${second.url}/health`)).status).toBe(200);
  } finally {
    await Promise.all([second.stop(), second.stop()]);
  }
  await expect(fetch(`${second.url}/health`)).rejects.toThrow();
  expect(await tablesAt(dynamodb.endpoint)).toContain('proctoring-second-attempts');
});
