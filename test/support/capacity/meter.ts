import type { AttributeValue, DynamoDBClient, QueryCommandInput } from '@aws-sdk/client-dynamodb';
import type { CallWatcher, DynamodbCall } from '../bundledService/dynamodbProxy.ts';
import { imagesAt, type Place, readImages, readQueried } from './images.ts';
import { itemSize, type WireItem } from './itemSize.ts';
import type { MeteredTable } from './tableIndex.ts';
import { indexWriteUnits, readUnits, writeUnits } from './units.ts';

/** Units by the table, or `table/index`, that they are counted on. */
export type Units = Readonly<Record<string, number>>;

/** Calls to DynamoDB and their cost. */
export interface Metered {
  /** The names of the calls, in the order in which they were answered. */
  calls: string[];
  reads: Units;
  writes: Units;
  /** How many of the calls the SDK made again because the answer took too long. */
  repeats: number;
}

export interface Meter {
  watcher: CallWatcher;
  /** The calls since the last measurement. */
  take(): Promise<Metered>;
}

type Charge = (kind: 'reads' | 'writes', on: string, units: number) => void;

/** A write, or a check of a transaction, as it stands in a call. */
interface Write extends Place {
  kind: 'Put' | 'Delete' | 'Update' | 'ConditionCheck';
  /** The item of a put, which a rejected transaction is charged for although it is not stored. */
  put: WireItem | undefined;
}

/**
 * Counts read and write units from the items themselves: DynamoDB Local's own count is wrong for transactions. Images that neither the
 * call nor its answer has are read around it, straight from DynamoDB Local.
 */
export function createMeter(client: DynamoDBClient, tables: ReadonlyMap<string, MeteredTable>): Meter {
  let metered = nothing();
  const later: (() => Promise<void>)[] = [];
  const tableOf = (name: string): MeteredTable => {
    const table = tables.get(name);
    if (table) return table;
    throw new Error(`a call to the unknown table ${name}`);
  };

  function chargeQuery(input: QueryCommandInput, items: readonly WireItem[], charge: Charge): void {
    const bytes = items.reduce((all, item) => all + itemSize(item), 0);
    const { label } = tableOf(input.TableName ?? '');
    const on = input.IndexName ? `${label}/${input.IndexName}` : label;
    charge('reads', on, readUnits(bytes, input.ConsistentRead === true));
  }

  async function chargeReads(
    { target, input }: Pick<DynamodbCall, 'target' | 'input'>,
    pass: () => Promise<DynamodbCall>,
    charge: Charge,
  ): Promise<DynamodbCall> {
    const reads = readsOf(target, input);
    const isWhole = reads.every(({ isProjected }) => !isProjected);
    const images = isWhole ? undefined : await readImages(client, reads);
    const done = await pass();
    const items = images ?? imagesAt(reads, answeredImages(done));
    for (const [at, { table, isConsistent }] of reads.entries()) {
      const item = items[at];
      charge('reads', tableOf(table).label, readUnits(item ? itemSize(item) : 0, isConsistent));
    }
    return done;
  }

  async function chargeWrites(writes: readonly Write[], pass: () => Promise<DynamodbCall>, charge: Charge) {
    const before = await readImages(client, writes);
    const done = await pass();
    const after = await imagesAfter(writes, before, done);
    const isTransaction = done.target === 'TransactWriteItems';
    const wasCancelled = isTransaction && done.status !== 200;
    for (const [at, { table: name, put }] of writes.entries()) {
      const table = tableOf(name);
      const [was, is] = [before[at], after[at]];
      // AWS does not document the cost of a cancelled transaction; counted as if executed.
      charge('writes', table.label, writeUnits(was, wasCancelled ? (put ?? is) : is, isTransaction));
      for (const index of table.indexes)
        charge('writes', `${table.label}/${index.name}`, indexWriteUnits(index, was, is));
    }
    return done;
  }

  /** Only an update, or a batch that was not done entirely, leaves images that are not known. */
  async function imagesAfter(writes: readonly Write[], before: (WireItem | undefined)[], done: DynamodbCall) {
    if (done.status !== 200) return before;
    const isDone = Object.keys((done.output.UnprocessedItems as object | undefined) ?? {}).length === 0;
    const isKnown = isDone && writes.every(({ kind }) => kind !== 'Update');
    if (!isKnown) return readImages(client, writes);
    return writes.map(({ kind, put }, at) => (kind === 'ConditionCheck' ? before[at] : put));
  }

  return {
    async watcher(call, pass) {
      const into = metered;
      if (call.isRepeated) into.repeats += 1;
      const charge: Charge = (kind, on, units) => {
        if (units > 0) into[kind][on] = (into[kind][on] ?? 0) + units;
      };
      const writes = writesOf(call.target, call.input, name => tableOf(name).keys);
      if (call.target === 'Query') {
        const query = call.input as unknown as QueryCommandInput;
        const done = await pass();
        // Repeated only after the function has its answer, because the function has a timeout.
        const all = isWhole(query) ? async () => done.output.Items as WireItem[] : () => readQueried(client, query);
        later.push(async () => chargeQuery(query, await all(), charge));
        into.calls.push(call.target);
        return done;
      }
      const done = await (writes.length > 0 ? chargeWrites(writes, pass, charge) : chargeReads(call, pass, charge));
      into.calls.push(call.target);
      return done;
    },
    async take() {
      const taken = metered;
      metered = nothing();
      for (const chargeIt of later.splice(0)) await chargeIt();
      return taken;
    },
  };
}

/** Whether a query returns every item that it read. */
function isWhole({ FilterExpression, Select, ProjectionExpression }: QueryCommandInput): boolean {
  return FilterExpression === undefined && Select === undefined && ProjectionExpression === undefined;
}

function nothing() {
  const units = () => ({}) as Record<string, number>;
  return { calls: [] as string[], reads: units(), writes: units(), repeats: 0 };
}

type Keys = Record<string, AttributeValue>;

interface WireReadOptions {
  ConsistentRead?: boolean;
  ProjectionExpression?: string;
}

interface Read extends Place {
  isConsistent: boolean;
  isProjected: boolean;
}

function readsOf(target: string, input: DynamodbCall['input']): Read[] {
  const optionsOf = ({ ConsistentRead, ProjectionExpression }: WireReadOptions) => ({
    isConsistent: ConsistentRead === true,
    isProjected: ProjectionExpression !== undefined,
  });
  if (target === 'GetItem') {
    const {
      TableName: table,
      Key: key,
      ...options
    } = input as unknown as WireReadOptions & { TableName: string; Key: Keys };
    return [{ table, key, ...optionsOf(options) }];
  }
  if (target !== 'BatchGetItem') throw new Error(`the cost of ${target} is not known`);
  const requestItems = input.RequestItems as Record<string, { Keys: Keys[] } & WireReadOptions>;
  return Object.entries(requestItems).flatMap(([table, { Keys, ...options }]) =>
    Keys.map(key => ({ table, key, ...optionsOf(options) })),
  );
}

/** The items of an answer by their tables; those of a GetItem have no table. */
function answeredImages({ input, output }: DynamodbCall): Record<string, WireItem[]> {
  const { Item, Responses } = output as { Item?: WireItem; Responses?: Record<string, WireItem[]> };
  return Responses ?? { [String(input.TableName)]: Item ? [Item] : [] };
}

interface WireWrite {
  TableName: string;
  Item?: Keys;
  Key?: Keys;
}

/** The writes of the call; none for a read. */
function writesOf(target: string, input: DynamodbCall['input'], keysOf: (table: string) => readonly string[]): Write[] {
  return wireWrites(target, input).map(([kind, { TableName: table, Item, Key = Item ?? {} }]) => {
    const key = Object.fromEntries(Object.entries(Key).filter(([name]) => keysOf(table).includes(name)));
    return { table, key, put: Item, kind: kind.replace(/Item$|Request$/, '') as Write['kind'] };
  });
}

function wireWrites(target: string, input: DynamodbCall['input']): [kind: string, write: WireWrite][] {
  if (['PutItem', 'UpdateItem', 'DeleteItem'].includes(target)) return [[target, input as unknown as WireWrite]];
  if (target === 'TransactWriteItems')
    return (input.TransactItems as Record<string, WireWrite>[]).flatMap(item => Object.entries(item));
  if (target !== 'BatchWriteItem') return [];
  const requestItems = input.RequestItems as Record<string, Record<string, WireWrite>[]>;
  return Object.entries(requestItems).flatMap(([TableName, requests]) =>
    requests.flatMap(request =>
      Object.entries(request).map(([kind, write]): [string, WireWrite] => [kind, { ...write, TableName }]),
    ),
  );
}
