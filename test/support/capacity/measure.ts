import { toAnswer } from '../bundledService/event.ts';
import type { Service } from '../bundledService/service.ts';
import { type Course, openCourse } from '../operationCatalogue/course.ts';
import type { Operation } from '../operationCatalogue/operation.ts';
import { createMeter, type Metered } from './meter.ts';
import { meteredTables } from './tableIndex.ts';

/** Retries of the SDK on a busy machine are no cost of the operation. */
const MAX_ATTEMPTS = 5;

/**
 * The cost of one execution of an operation, by default in a new course.
 * @throws Error when the function answers that it was not done
 */
export type Measure = (operation: Operation, course?: Course) => Promise<Metered & { answerBytes: number }>;

export function measurer(service: Service): Measure {
  const meter = createMeter(service.bareClient, meteredTables(service.definitions, service.tables));
  const once: Measure = async (operation, course) => {
    const invocation = await operation.prepare(course ?? (await openCourse(service)));
    service.watch(meter.watcher);
    try {
      const answer = toAnswer((await service.invoke(invocation)) ?? {});
      if (answer.status >= 400) throw new Error(`${operation.id}: ${answer.status} ${answer.text}`);
      return { ...(await meter.take()), answerBytes: Buffer.byteLength(answer.text) };
    } finally {
      service.watch(undefined);
    }
  };
  return async (operation, course) => {
    for (let attempts = 1; ; attempts++) {
      const metered = await once(operation, course);
      if (metered.repeats === 0) return metered;
      if (attempts === MAX_ATTEMPTS) throw new Error(`${operation.id}: this machine is too busy to measure it`);
    }
  };
}

/** The sum of the units of all tables and indexes. */
export function total(units: Metered['reads']): number {
  return Object.values(units).reduce((a, b) => a + b, 0);
}
