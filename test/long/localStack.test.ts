import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { startDynamodb } from '../../dev/dynamodb/dynamodb.ts';
import { localDynamodbClient } from '../../dev/dynamodb/localClients.ts';
import { startStack } from '../../dev/stack.ts';
import { tablesAt } from '../support/tablesAt.ts';

describe('starting a stack', () => {
  it('stops on the abort signal', async () => {
    const signal = AbortSignal.timeout(1500);
    await expect(startStack({ quiet: true, signal })).rejects.toThrow(/timeout/);
  });
});

describe('a folder of data', () => {
  it('serves one stack at a time, and keeps the data through a restart', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'stack-data-'));
    const dataDir = join(folder, 'new');
    try {
      const first = await startDynamodb({ port: 0, dataDir });
      await expect(startDynamodb({ port: 0, dataDir })).rejects.toThrow(/^Process \d+ uses .*another folder/);
      const client = localDynamodbClient(first.endpoint);
      const keys = { AttributeName: 'id', KeyType: 'HASH', AttributeType: 'S' } as const;
      const create = { TableName: 'kept', KeySchema: [keys], AttributeDefinitions: [keys] };
      await client.send(new CreateTableCommand({ ...create, BillingMode: 'PAY_PER_REQUEST' }));
      client.destroy();
      await first.stop();

      const second = await startDynamodb({ port: 0, dataDir });
      const tables = await tablesAt(second.endpoint).finally(second.stop);
      expect(tables).toEqual(['kept']);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
