import type { FunctionName, Service } from '../../test/support/bundledService/service.ts';
import { measurer, total } from '../../test/support/capacity/measure.ts';
import { OPERATIONS } from '../../test/support/operationCatalogue/catalogue.ts';
import { openCourse } from '../../test/support/operationCatalogue/course.ts';
import type { Operation } from '../../test/support/operationCatalogue/operation.ts';
import { LIFE, STATUS_CHANGES } from './assumptions.ts';
import { storedBytes } from './stored.ts';

/** What is measured of an operation, done once. */
export interface MeasuredStep {
  function: FunctionName;
  calls: number;
  readUnits: number;
  writeUnits: number;
  answerBytes: number;
  /** What the function itself writes. */
  logBytes: number;
}

export interface MeasuredLife {
  /** By operation. */
  steps: ReadonlyMap<string, MeasuredStep>;
  /** What one attempt leaves in all tables at the end of its life. */
  storedBytes: number;
}

/** Beside what is asked for: what the schedule and the archive do. */
const BACKGROUND = ['schedule', 'schedule_later', 'archive_100'];

/** @param service that logs as a deployed one does */
export async function measureLife(service: Service): Promise<MeasuredLife> {
  return withoutOutput(async written => {
    const measure = measurer(service);
    const steps = new Map<string, MeasuredStep>();
    for (const id of [...LIFE.map(({ operation }) => operation), ...BACKGROUND]) {
      const operation = operationOf(id);
      const course = await openCourse(service);
      const prepared = { ...operation, prepare: once(await operation.prepare(course)) };
      const before = written();
      const { calls, reads, writes, answerBytes } = await measure(prepared, course);
      steps.set(id, {
        function: operation.function,
        ...{ calls: calls.length, readUnits: total(reads), writeUnits: total(writes), answerBytes },
        logBytes: written() - before,
      });
    }
    return { steps, storedBytes: await storedByOne(service) };
  });
}

function once<Value>(value: Value): () => Promise<Value> {
  return async () => value;
}

function operationOf(id: string): Operation {
  const operation = OPERATIONS.find(one => one.id === id);
  if (operation) return operation;
  throw new Error(`there is no operation ${id}`);
}

/** A reviewed attempt, and its share of a hundred history items. */
async function storedByOne(service: Service): Promise<number> {
  const course = await openCourse(service);
  const addedBy = async (id: string) => {
    const before = await storedBytes(service);
    await service.invoke(await operationOf(id).prepare(course));
    return (await storedBytes(service)) - before;
  };
  return (await addedBy('review')) + ((await addedBy('archive_100')) * STATUS_CHANGES) / 100;
}

/** Counts what is written to the standard output, which the functions log to, in place of writing it. */
async function withoutOutput<Result>(run: (written: () => number) => Promise<Result>): Promise<Result> {
  const write = process.stdout.write;
  let bytes = 0;
  process.stdout.write = (chunk: string | Uint8Array) => {
    bytes += Buffer.byteLength(chunk);
    return true;
  };
  try {
    return await run(() => bytes);
  } finally {
    process.stdout.write = write;
  }
}
