import { pickFault, type Random } from './faultInjector.ts';
import { type ConnectionFault, type FaultyProxy, startFaultyProxy } from './faultyProxy.ts';

/** Faults of DynamoDB and of the connection to it. */
type Fault = ConnectionFault | 'throttled' | 'transaction conflict' | 'unprocessed batch items' | 'internal error';

/** Probabilities by kind of call, far above the fault rates of DynamoDB. */
const ODDS: Record<string, Partial<Record<Fault, number>>> = {
  read: { throttled: 0.08, 'internal error': 0.02, 'request lost': 0.02, 'answer lost': 0.02, 'no answer': 0.0005 },
  batch: {
    'unprocessed batch items': 0.1,
    throttled: 0.08,
    'internal error': 0.02,
    'answer lost': 0.02,
    'no answer': 0.0005,
  },
  write: {
    'transaction conflict': 0.08,
    throttled: 0.08,
    'internal error': 0.02,
    'request lost': 0.03,
    'answer lost': 0.05,
    'no answer': 0.001,
  },
  stream: { throttled: 0.02, 'internal error': 0.01, 'answer lost': 0.01 },
};

const KINDS: Record<string, keyof typeof ODDS> = {
  GetItem: 'read',
  Query: 'read',
  BatchGetItem: 'batch',
  BatchWriteItem: 'batch',
  PutItem: 'write',
  UpdateItem: 'write',
  DeleteItem: 'write',
  TransactWriteItems: 'write',
  GetRecords: 'stream',
  GetShardIterator: 'stream',
};

/** A proxy between the functions and DynamoDB that injects faults in DynamoDB's own format. */
export function startFaultyDynamodb(endpoint: string, random: Random): Promise<FaultyProxy> {
  return startFaultyProxy<Fault>(endpoint, {
    pickFault: operation => pickFault<Fault>(random, ODDS[KINDS[operation] ?? ''] ?? {}),
    faultAnswer,
  });
}

/** The answer of DynamoDB for a fault that leaves the call unexecuted. */
function faultAnswer(fault: Fault, operation: string, body: Buffer): { status: number; body: object } | undefined {
  const isTransaction = operation === 'TransactWriteItems';
  switch (fault) {
    case 'internal error':
      return {
        status: 500,
        body: { __type: 'com.amazonaws.dynamodb.v20120810#InternalServerError', message: 'Injected fault.' },
      };
    case 'throttled':
      if (isTransaction) return cancellation(body, 'ThrottlingError');
      return rejection('ProvisionedThroughputExceededException');
    case 'transaction conflict':
      return isTransaction ? cancellation(body, 'TransactionConflict') : rejection('TransactionConflictException');
    case 'unprocessed batch items': {
      const { RequestItems } = JSON.parse(body.toString());
      const isRead = operation === 'BatchGetItem';
      return {
        status: 200,
        body: isRead ? { Responses: {}, UnprocessedKeys: RequestItems } : { UnprocessedItems: RequestItems },
      };
    }
    default:
      return undefined;
  }
}

function rejection(name: string) {
  return { status: 400, body: { __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: 'Injected fault.' } };
}

/** A cancelled transaction whose first write has the reason. */
function cancellation(body: Buffer, Code: string) {
  const { TransactItems } = JSON.parse(body.toString()) as { TransactItems: unknown[] };
  const CancellationReasons = TransactItems.map((_, index) => ({ Code: index === 0 ? Code : 'None' }));
  const { status, body: problem } = rejection('TransactionCanceledException');
  return { status, body: { ...problem, CancellationReasons } };
}
