import { type DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { VendorSettings } from '../../src/config/vendors.ts';
import type { Exam } from '../../src/domain/exams/exam.ts';
import type { Item } from '../../src/store/dynamodb/item.ts';
import type { TableNames } from '../../src/store/dynamodb/tables.ts';
import { examEntry, fromExamItem } from '../../src/store/exams/examItem.ts';

/** Every proctored exam of the table, page by page. */
export async function* proctoredExams(
  client: DynamoDBDocumentClient,
  tables: Pick<TableNames, 'exams'>,
): AsyncGenerator<Exam> {
  let startKey: Item | undefined;
  do {
    const page = await client.send(
      new ScanCommand({
        TableName: tables.exams,
        FilterExpression: 'entry = :exam AND is_proctored = :true',
        ExpressionAttributeValues: { ':exam': examEntry.exam, ':true': true },
        ...(startKey && { ExclusiveStartKey: startKey }),
      }),
    );
    yield* (page.Items ?? []).map(item => fromExamItem(item));
    startKey = page.LastEvaluatedKey;
  } while (startKey);
}

/** The endpoint that accepts the reviews of the exam's attempts; null if no vendor is configured for its backend. */
export function reviewEndpointOf(
  exam: Pick<Exam, 'backend'>,
  vendors: ReadonlyMap<string, Pick<VendorSettings, 'protocol'>>,
  defaultBackend: string,
): { backend: string; endpoint: string | null } {
  const backend = exam.backend ?? defaultBackend;
  const protocol = vendors.get(backend)?.protocol;
  if (protocol === undefined || protocol === 'mock') return { backend, endpoint: null };
  if (protocol === 'rest') return { backend, endpoint: '/attempt/{external_id}/reviewed' };
  const [callbackBackend] = [...vendors].find(([, vendor]) => vendor.protocol === 'software_secure') ?? [];
  return {
    backend,
    endpoint: backend === callbackBackend ? '/proctoring_review_callback/' : `/vendors/${backend}/review`,
  };
}
