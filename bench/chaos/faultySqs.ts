import { pickFault, type Random } from './faultInjector.ts';
import { type ConnectionFault, type FaultyProxy, startFaultyProxy } from './faultyProxy.ts';

type Fault = ConnectionFault | 'throttled' | 'internal error';

/** Lost answers of sends and deletions repeat messages; those of receives delay them. */
const ODDS: Readonly<Record<string, Partial<Record<Fault, number>>>> = {
  SendMessageBatch: {
    throttled: 0.08,
    'internal error': 0.04,
    'request lost': 0.03,
    'answer lost': 0.08,
    'no answer': 0.001,
  },
  ChangeMessageVisibilityBatch: { throttled: 0.05, 'internal error': 0.02, 'answer lost': 0.03 },
  DeleteMessageBatch: { throttled: 0.03, 'internal error': 0.02, 'request lost': 0.02, 'answer lost': 0.03 },
  ReceiveMessage: { 'internal error': 0.01, 'answer lost': 0.005 },
};

/** Messages of a killed function return after this time; a batch takes 15 s if an endpoint hangs. */
const VISIBILITY_SECONDS = 40;
/** Divides the waits before retries: the last one of a delivery comes after minutes instead of days. */
const TIME_LAPSE = 1000;
/** Waits for the end of a claim (of the probe of an endpoint that hangs, of a backlog), in seconds. They are not divided: claims end by the clock. */
const CLAIM_WAITS: readonly number[] = [60, 90];

export interface FaultySqs extends FaultyProxy {
  /** Messages that the queues received, by their bodies: an event for a webhook. */
  readonly received: ReadonlyMap<string, number>;
}

/** A proxy between the functions and SQS that injects faults in the format of SQS, and shortens all waits of messages. */
export async function startFaultySqs(endpoint: string, random: Random): Promise<FaultySqs> {
  const received = new Map<string, number>();
  const proxy = await startFaultyProxy<Fault>(endpoint, {
    pickFault: operation => pickFault<Fault>(random, ODDS[operation] ?? {}),
    faultAnswer,
    rewrite(operation, body) {
      if (operation === 'SendMessageBatch') {
        for (const message of bodiesOf(body)) received.set(message, (received.get(message) ?? 0) + 1);
      }
      return rewrite(operation, body);
    },
  });
  return Object.assign(proxy, { received });
}

function bodiesOf(body: Buffer): string[] {
  const { Entries } = JSON.parse(body.toString()) as { Entries: { MessageBody: string }[] };
  return Entries.map(({ MessageBody }) => MessageBody);
}

function faultAnswer(fault: Fault): { status: number; body: object } | undefined {
  if (fault === 'throttled')
    return { status: 400, body: { __type: 'com.amazonaws.sqs#RequestThrottled', message: 'Injected fault.' } };
  if (fault === 'internal error')
    return { status: 500, body: { __type: 'com.amazonaws.sqs#InternalError', message: 'Injected fault.' } };
  return undefined;
}

function rewrite(operation: string, body: Buffer): Buffer {
  if (operation === 'ReceiveMessage') return editRequest(body, () => ({ VisibilityTimeout: VISIBILITY_SECONDS }));
  if (operation === 'ChangeMessageVisibility') return editRequest(body, shortenWait);
  if (operation !== 'ChangeMessageVisibilityBatch') return body;
  return editRequest(body, ({ Entries }) => ({
    Entries: (Entries as { VisibilityTimeout: number }[]).map(entry => ({ ...entry, ...shortenWait(entry) })),
  }));
}

function shortenWait({ VisibilityTimeout }: { VisibilityTimeout?: unknown }) {
  const seconds = Number(VisibilityTimeout);
  return { VisibilityTimeout: CLAIM_WAITS.includes(seconds) ? seconds : Math.ceil(seconds / TIME_LAPSE) };
}

function editRequest(body: Buffer, change: (request: Record<string, unknown>) => object): Buffer {
  const request = JSON.parse(body.toString()) as Record<string, unknown>;
  return Buffer.from(JSON.stringify({ ...request, ...change(request) }));
}
