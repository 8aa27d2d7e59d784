import { type DynamoDBDocumentClient, GetCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { Clock } from '../../src/domain/time.ts';
import { mapInBatches } from '../../src/platform/mapInBatches.ts';
import { ATTEMPT, INDEX_KEY } from '../../src/store/attempts/attemptAttributes.ts';
import { ALL_BY_COURSE_MIGRATION, finishedMarker } from '../../src/store/attempts/migrationMarker.ts';
import { courseKey } from '../../src/store/dynamodb/courseShards.ts';
import { asMap, asNumber, asText, type Item } from '../../src/store/dynamodb/item.ts';
import type { TableNames } from '../../src/store/dynamodb/tables.ts';
import { conditionalUpdate } from '../../src/store/dynamodb/transact.ts';

/** Segments of the scan, read concurrently. An interrupted run with another number begins again. */
const SEGMENTS = 4;
/** Concurrent writes of a segment: together about a fifth of what a new table accepts, beside the service's own. */
const CONCURRENCY = 4;
/** The position of a segment that is read to its end; ids of attempts begin at 1. */
const AT_END = 0;

type Tables = Pick<TableNames, 'attempts' | 'directory'>;

interface Totals {
  read: number;
  added: number;
  /** Manually created items that belong to no course. */
  withoutCourse: number;
}

interface MigrationOptions {
  clock: Clock;
  onProgress?: (totals: Totals) => void;
  /** Begins again instead of continuing an interrupted run. */
  isRestart?: boolean;
  /** Items per page of the scan; by default as many as fit into its 1 MB. */
  pageSize?: number;
}

/**
 * Adds every attempt without the key of the index of all attempts of its course. The position of each segment is stored
 * after each page, so that an interrupted run continues; a finished one begins again.
 */
export async function indexAllAttempts(
  client: DynamoDBDocumentClient,
  tables: Tables,
  { clock, onProgress, isRestart = false, pageSize }: MigrationOptions,
): Promise<Totals> {
  const totals: Totals = { read: 0, added: 0, withoutCourse: 0 };
  const positions = await startPositions(client, tables, isRestart);
  const runSegment = async (segment: number) => {
    let position = positions.get(segment);
    while (position !== AT_END) {
      const page = await readPage(client, tables.attempts, { segment, position, pageSize });
      const outcomes = await mapInBatches(page.items, CONCURRENCY, item => addToIndex(client, tables.attempts, item));
      totals.read += page.read;
      totals.added += outcomes.filter(outcome => outcome === 'added').length;
      totals.withoutCourse += outcomes.filter(outcome => outcome === 'without_course').length;
      position = page.nextPosition;
      await savePosition(client, tables, segment, position);
      onProgress?.(totals);
    }
  };
  await Promise.all(Array.from({ length: SEGMENTS }, (_, segment) => runSegment(segment)));
  await conditionalUpdate(client, finishedMarker(tables, clock()));
  return totals;
}

/** The positions of an interrupted run, by segment; otherwise none, and a new run is recorded. */
async function startPositions(
  client: DynamoDBDocumentClient,
  tables: Tables,
  isRestart: boolean,
): Promise<Map<number, number>> {
  const { Item } = await client.send(
    new GetCommand({ TableName: tables.directory, Key: ALL_BY_COURSE_MIGRATION, ConsistentRead: true }),
  );
  const stored = asMap(Item?.positions);
  if (stored && Item?.segment_count === SEGMENTS && !isRestart) {
    return new Map(Object.entries(stored).map(([segment, position]) => [Number(segment), Number(position)]));
  }
  await conditionalUpdate(client, {
    TableName: tables.directory,
    Key: ALL_BY_COURSE_MIGRATION,
    UpdateExpression: 'SET positions = :none, segment_count = :segments',
    ExpressionAttributeValues: { ':none': {}, ':segments': SEGMENTS },
  });
  return new Map();
}

/** A page of the attempts that are not in the index, and the number of attempts read for it. */
async function readPage(
  client: DynamoDBDocumentClient,
  table: string,
  { segment, position, pageSize }: { segment: number; position: number | undefined; pageSize: number | undefined },
): Promise<{ items: Item[]; read: number; nextPosition: number }> {
  const {
    Items = [],
    ScannedCount = 0,
    LastEvaluatedKey,
  } = await client.send(
    new ScanCommand({
      TableName: table,
      Segment: segment,
      TotalSegments: SEGMENTS,
      ProjectionExpression: `${ATTEMPT.attemptId.name}, ${ATTEMPT.courseId.name}`,
      FilterExpression: `attribute_not_exists(${INDEX_KEY.inCourse})`,
      ...(pageSize !== undefined && { Limit: pageSize }),
      ...(position !== undefined && { ExclusiveStartKey: { [ATTEMPT.attemptId.name]: position } }),
    }),
  );
  const nextPosition = asNumber(LastEvaluatedKey?.[ATTEMPT.attemptId.name]) ?? AT_END;
  return { items: Items, read: ScannedCount, nextPosition };
}

/** Neither raises the version nor changes the status: the archive has nothing to write, and no concurrent write fails. */
async function addToIndex(
  client: DynamoDBDocumentClient,
  table: string,
  item: Item,
): Promise<'added' | 'unchanged' | 'without_course'> {
  const attemptId = asNumber(item[ATTEMPT.attemptId.name]) ?? 0;
  const courseId = asText(item[ATTEMPT.courseId.name]);
  if (!courseId) return 'without_course';
  const { failed } = await conditionalUpdate(client, {
    TableName: table,
    Key: { [ATTEMPT.attemptId.name]: attemptId },
    UpdateExpression: 'SET #key = :key',
    // A removed attempt must not be created anew.
    ConditionExpression: 'attribute_exists(#id) AND attribute_not_exists(#key) AND #course = :course',
    ExpressionAttributeNames: {
      '#id': ATTEMPT.attemptId.name,
      '#key': INDEX_KEY.inCourse,
      '#course': ATTEMPT.courseId.name,
    },
    ExpressionAttributeValues: { ':key': courseKey(courseId, attemptId), ':course': courseId },
  });
  return failed ? 'unchanged' : 'added';
}

async function savePosition(
  client: DynamoDBDocumentClient,
  tables: Tables,
  segment: number,
  position: number,
): Promise<void> {
  await conditionalUpdate(client, {
    TableName: tables.directory,
    Key: ALL_BY_COURSE_MIGRATION,
    UpdateExpression: 'SET positions.#segment = :position',
    // A concurrent run may have finished.
    ConditionExpression: 'attribute_exists(positions)',
    ExpressionAttributeNames: { '#segment': String(segment) },
    ExpressionAttributeValues: { ':position': position },
  });
}
