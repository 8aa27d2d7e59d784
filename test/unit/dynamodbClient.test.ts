import { describe, expect, it } from 'vitest';
import { createClient, createDocumentClient } from '../../src/store/dynamodb/client.ts';

const REGION = { region: 'eu-central-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } };

describe('the DynamoDB client', () => {
  it.each([
    ['bare', createClient],
    ['of plain values', createDocumentClient],
  ])('%s has no step that copies inputs and outputs for a log', (_, create) => {
    const steps = create(REGION).middlewareStack.identify().join('\n');
    expect(steps).not.toMatch(/^logger/m);
    // Shows that the list has middleware by its name.
    expect(steps).toMatch(/^retryMiddleware/m);
  });

  it('tries three times by the standard strategy', async () => {
    const { config } = createClient(REGION);
    expect([await config.maxAttempts(), config.retryMode]).toEqual([3, 'standard']);
  });
});
