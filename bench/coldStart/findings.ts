import type { Baselines } from '../../test/support/sdkBaselines/buildBaselines.ts';
import type { Findings, Goal, Table } from '../report/section.ts';
import { API_FUNCTIONS, type MeasuredFunction } from './functions.ts';

/** Medians. */
interface Beginning {
  importMs: number;
  importProcessorMs: number;
  /** 0 where nothing was asked. */
  firstMs: number;
}

export interface ColdStart extends Record<Exclude<keyof Baselines, 'empty'>, Beginning> {
  name: MeasuredFunction;
  /** What it was asked first; null where it was only loaded. */
  operation: string | null;
  bytes: number;
  ours: Beginning;
}

/** @param emptyMs what importing a function takes that does nothing */
export function findingsOf(
  measured: readonly ColdStart[],
  baselineBytes: Record<keyof Baselines, number>,
  emptyMs: number,
): Findings {
  return {
    how: [
      'A fresh process of Node loads the bundle and answers one request; DynamoDB is played back by a server that answers at once. The ' +
        'baselines make the same calls with the document client and do nothing else: (a) an empty handler; (b) nothing but the SDK, ' +
        'bundled with care (ES module, minified); (b′) the same without what Lambda never uses of the SDK, as our own build leaves it ' +
        'out; (c) a typical bundle: CommonJS, `import { z } from "zod"`, the document client, minified.',
      'Medians of rounds in which each of them was started once, one after the other. A function has a share of a processor of ' +
        'Lambda’s, not one of this machine’s, so the ratios are what counts.',
    ],
    tables: [bytesTable(measured, baselineBytes), importTable(measured, emptyMs), firstTable(measured)],
    goals: [...measured.map(bytesGoal), ...measured.flatMap(importGoals)],
  };
}

function bytesTable(measured: readonly ColdStart[], baselines: Record<keyof Baselines, number>): Table {
  return {
    id: 'bytes',
    title: 'Bytes of each bundle',
    columns: [
      { key: 'function', title: 'function' },
      { key: 'bytes', title: 'bytes' },
      { key: 'ofSdk', title: '÷ (b)', digits: 2 },
      { key: 'ofTypical', title: '÷ (c)', digits: 2 },
    ],
    rows: [
      ...measured.map(({ name, bytes }) => ({
        function: name,
        bytes,
        ofSdk: bytes / baselines.sdkOnly,
        ofTypical: bytes / baselines.typical,
      })),
      { function: '(a) empty', bytes: baselines.empty },
      { function: '(b) nothing but the SDK', bytes: baselines.sdkOnly },
      { function: '(b′) the same, trimmed', bytes: baselines.sdkTrimmed },
      { function: '(c) typical', bytes: baselines.typical },
    ],
  };
}

function importTable(measured: readonly ColdStart[], emptyMs: number): Table {
  return {
    id: 'import',
    title: 'Importing',
    columns: [
      { key: 'function', title: 'function' },
      { key: 'ours', title: 'ms', digits: 1 },
      { key: 'processor', title: 'ms of processor', digits: 1 },
      { key: 'sdkOnly', title: '(b) ms', digits: 1 },
      { key: 'sdkTrimmed', title: '(b′) ms', digits: 1 },
      { key: 'typical', title: '(c) ms', digits: 1 },
      { key: 'overSdk', title: '÷ (b)', digits: 2 },
      { key: 'overTrimmed', title: '÷ (b′)', digits: 2 },
      { key: 'overTypical', title: '÷ (c)', digits: 2 },
    ],
    rows: measured.map(one => ({
      function: one.name,
      ours: one.ours.importMs,
      processor: one.ours.importProcessorMs,
      sdkOnly: one.sdkOnly.importMs,
      sdkTrimmed: one.sdkTrimmed.importMs,
      typical: one.typical.importMs,
      overSdk: one.ours.importMs / one.sdkOnly.importMs,
      overTrimmed: one.ours.importMs / one.sdkTrimmed.importMs,
      overTypical: one.ours.importMs / one.typical.importMs,
    })),
    notes: [`The empty handler (a) takes ${emptyMs.toFixed(1)} ms.`],
  };
}

function firstTable(measured: readonly ColdStart[]): Table {
  const asked = measured.filter(({ operation }) => operation !== null);
  return {
    id: 'first-request',
    title: 'The first request after it, and both together',
    columns: [
      { key: 'function', title: 'function' },
      { key: 'operation', title: 'request' },
      { key: 'ours', title: 'ms', digits: 1 },
      { key: 'sdkOnly', title: '(b) ms', digits: 1 },
      { key: 'typical', title: '(c) ms', digits: 1 },
      { key: 'together', title: 'import and request, ms', digits: 1 },
      { key: 'overSdk', title: '÷ (b)', digits: 2 },
      { key: 'overTypical', title: '÷ (c)', digits: 2 },
    ],
    rows: asked.map(one => ({
      function: one.name,
      operation: one.operation,
      ours: one.ours.firstMs,
      sdkOnly: one.sdkOnly.firstMs,
      typical: one.typical.firstMs,
      together: together(one.ours),
      overSdk: together(one.ours) / together(one.sdkOnly),
      overTypical: together(one.ours) / together(one.typical),
    })),
    notes: ['The baselines make their calls one after the other, ours side by side where neither needs the other.'],
  };
}

function together({ importMs, firstMs }: Beginning): number {
  return importMs + firstMs;
}

const MOST_BYTES_OF_API = 240_000;
const MOST_BYTES_OF_OTHERS = 230_000;

function bytesGoal({ name, bytes }: ColdStart): Goal {
  const most = API_FUNCTIONS.includes(name) ? MOST_BYTES_OF_API : MOST_BYTES_OF_OTHERS;
  return { what: `bytes of ${name}`, is: bytes, most, because: 'docs/adr/0016-what-bundles-leave-out.md' };
}

function importGoals({ name, ours, sdkOnly, typical }: ColdStart): Goal[] {
  return [
    { what: `import of ${name} ÷ (c)`, is: ours.importMs / typical.importMs, most: 0.5 },
    { what: `import of ${name} ÷ (b)`, is: ours.importMs / sdkOnly.importMs, most: 1.15 },
  ];
}
