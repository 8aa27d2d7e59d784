import { ScanCommand } from '@aws-sdk/client-dynamodb';
import type { Service } from '../../test/support/bundledService/service.ts';
import { itemSize } from '../../test/support/capacity/itemSize.ts';
import { meteredTables } from '../../test/support/capacity/tableIndex.ts';
import { entryOf } from '../../test/support/capacity/units.ts';
import { ASSUMED } from './assumptions.ts';

/** All bytes that are kept and paid for: items and entries of indexes. A few hundred items at the most. */
export async function storedBytes({ bareClient, definitions, tables }: Service): Promise<number> {
  let bytes = 0;
  for (const [TableName, { indexes }] of meteredTables(definitions, tables)) {
    const { Items = [], LastEvaluatedKey } = await bareClient.send(new ScanCommand({ TableName }));
    if (LastEvaluatedKey) throw new Error(`${TableName} has more than can be looked at at once`);
    for (const item of Items) {
      const entries = [item, ...indexes.map(index => entryOf(index, item))].filter(entry => entry !== undefined);
      for (const entry of entries) bytes += itemSize(entry) + ASSUMED.storedItemBytes;
    }
  }
  return bytes;
}
