import { MINIMUMS } from '../../test/support/capacity/minimums.ts';
import { ASSUMED, LIFE, MINUTES_A_MONTH, RECORDS, SHARES, STATUS_CHANGES, STREAM_READERS } from './assumptions.ts';
import { sumOf, type Usage } from './bill.ts';
import type { MeasuredLife, MeasuredStep } from './life.ts';
import { PLAIN } from './plain.ts';

/** MB by function. */
export type Memory = Readonly<Record<string, number>>;

type Counted = Pick<MeasuredStep, 'calls' | 'readUnits' | 'writeUnits'>;

/** Whose life it is: as measured, as a plain design would have it, or the least that would do. */
export type Design = 'service' | 'plain' | 'least';

/** What an attempt uses in its life, on average. */
export function usageOf(life: MeasuredLife, memory: Memory, design: Design): Usage {
  const requests = LIFE.map(({ operation, times }) => {
    const step = stepOf(life, operation);
    return { times, usage: ofRequest(step, countedAs(design, operation, step), memory) };
  });
  const background = design === 'plain' ? [] : ofBackground(life, memory, design);
  return sumOf([...requests, ...background, { times: 1, usage: { storedBytes: life.storedBytes } }]);
}

function stepOf({ steps }: MeasuredLife, operation: string): MeasuredStep {
  const step = steps.get(operation);
  if (step) return step;
  throw new Error(`${operation} was not measured`);
}

function countedAs(design: Design, operation: string, measured: Counted): Counted {
  if (design === 'service') return measured;
  const reasoned = (design === 'plain' ? PLAIN : MINIMUMS)[operation];
  if (!reasoned) throw new Error(`nothing is reasoned of ${operation}`);
  return { calls: reasoned.calls, readUnits: reasoned.reads, writeUnits: reasoned.writes };
}

function ofRequest(step: MeasuredStep, { calls, readUnits, writeUnits }: Counted, memory: Memory): Partial<Usage> {
  return {
    readUnits,
    writeUnits,
    httpRequests: 1,
    ...ofInvocation(memory[step.function], ASSUMED.ownMs + calls * ASSUMED.callMs),
    logBytes: step.logBytes + ASSUMED.lambdaLogBytes + ASSUMED.accessLogBytes,
    outBytes: step.answerBytes + ASSUMED.answerHeadBytes,
  };
}

function ofInvocation(megabytes = 0, milliseconds: number): Partial<Usage> {
  return { lambdaRequests: 1, gbSeconds: (megabytes / 1024) * (milliseconds / 1000) };
}

/** The schedule's share, and what the stream brings about. A plain design has neither: who reads sees to both. */
function ofBackground(life: MeasuredLife, memory: Memory, design: Design): { times: number; usage: Partial<Usage> }[] {
  const archive = stepOf(life, 'archive_100');
  const history = countedAs(design, 'archive_100', archive);
  // Looking a second time is part of the promise; being paid for waiting is not.
  const waitingMs = design === 'least' ? 0 : ASSUMED.secondLookMs;
  const run = (operation: string, looks: number, waiting: number) => ({
    readUnits: looks * countedAs(design, operation, stepOf(life, operation)).readUnits,
    logBytes: stepOf(life, operation).logBytes + ASSUMED.lambdaLogBytes,
    // The buckets of a look are asked side by side.
    ...ofInvocation(memory.timeOuts, ASSUMED.ownMs + looks * ASSUMED.callMs + waiting),
  });
  const item = { readUnits: history.readUnits / 100, writeUnits: history.writeUnits / 100 };
  const delivery = (name: string) => ({
    logBytes: archive.logBytes + ASSUMED.lambdaLogBytes,
    ...ofInvocation(memory[name], ASSUMED.ownMs + 3 * ASSUMED.callMs),
  });
  return [
    { times: (SHARES * MINUTES_A_MONTH) / ASSUMED.attemptsAMonth, usage: run('schedule', 1, 0) },
    { times: MINUTES_A_MONTH / ASSUMED.attemptsAMonth, usage: run('schedule_later', 2, waitingMs) },
    { times: STATUS_CHANGES, usage: item },
    ...STREAM_READERS.map(name => ({ times: RECORDS / ASSUMED.recordsABatch, usage: delivery(name) })),
  ];
}
