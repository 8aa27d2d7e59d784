import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Service, startService } from '../../test/support/bundledService/service.ts';
import { type Baselines, buildBaselines } from '../../test/support/sdkBaselines/buildBaselines.ts';
import { median } from '../measure/quantile.ts';
import { type FreshProcess, startProcess } from '../replay/freshProcess.ts';
import { record } from '../replay/recording.ts';
import { type ReplayServer, replayEnvironment, startReplayServer } from '../replay/replayServer.ts';
import type { Findings, RunOptions, Section } from '../report/section.ts';
import { findingsOf, type WarmPath } from './findings.ts';

/** What a request costs of a processor once a function runs. */
export const warmPath: Section = { id: 'warm-path', title: 'Processor time per request', run };

/** Of the catalogue: what each function is asked most, and what is asked of it that takes most. */
const OPERATIONS = [
  'poll',
  'start',
  'submit',
  'create_by_staff',
  'create_by_learner',
  'active_attempt',
  'list_by_cursor',
  'read_exam',
  'allowance',
  'review',
  'review_with_photo',
  'archive_100',
  'archive_100_removals',
];

/** How long something runs: enough for the compiler to have done its work, then blocks by turns. */
const FULL = { warmUpMs: 4000, blockMs: 700, blocks: 9 };
const QUICK = { warmUpMs: 300, blockMs: 150, blocks: 3 };

async function run({ quick, say }: RunOptions): Promise<Findings> {
  const folder = await mkdtemp(join(tmpdir(), 'proctoring-baselines-'));
  const [service, server] = await Promise.all([startService(), startReplayServer()]);
  try {
    const bench = { service, server, baselines: await buildBaselines(folder), effort: quick ? QUICK : FULL };
    const measured: WarmPath[] = [];
    for (const operation of OPERATIONS) {
      say(operation);
      measured.push(await measure(bench, operation));
    }
    return findingsOf(measured);
  } finally {
    await Promise.all([service.stop(), server.close(), rm(folder, { recursive: true, force: true })]);
  }
}

interface Bench {
  service: Service;
  server: ReplayServer;
  baselines: Baselines;
  effort: typeof FULL;
}

async function measure({ service, server, baselines, effort }: Bench, operation: string): Promise<WarmPath> {
  const recording = await record(service, operation);
  const environment = replayEnvironment(service, server);
  server.replay(recording.calls);
  const bundle = join(service.bundles, `${recording.function}.mjs`);
  const processes = await Promise.all([
    startProcess(bundle, environment),
    startProcess(baselines.sdkOnly, environment),
    startProcess(baselines.sdkTrimmed, environment),
  ]);
  const events = [recording.event, ...[0, 1].map(() => ({ calls: recording.plainCalls }))];
  try {
    const perBlock: number[] = [];
    // One after the other: the server plays back the calls of one request at a time.
    for (const [at, process] of processes.entries()) perBlock.push(await warmUp(process, events[at], effort));
    const blocks: number[][] = processes.map(() => []);
    for (let block = 0; block < effort.blocks; block++) {
      for (const [at, process] of processes.entries()) {
        const times = perBlock[at] ?? 1;
        const { processorMs } = await process.run(events[at], times);
        blocks[at]?.push((1000 * processorMs) / times);
      }
    }
    const [ours = 0, sdkOnly = 0, sdkTrimmed = 0] = blocks.map(median);
    return { operation, function: recording.function, calls: recording.calls.length, ours, sdkOnly, sdkTrimmed };
  } finally {
    await Promise.all(processes.map(process => process.stop()));
  }
}

/** @returns how many requests make a block */
async function warmUp(process: FreshProcess, event: unknown, { warmUpMs, blockMs }: typeof FULL): Promise<number> {
  const began = performance.now();
  let lately = 1;
  while (performance.now() - began < warmUpMs) {
    lately = (await process.run(event, 20)).milliseconds / 20;
  }
  return Math.max(5, Math.round(blockMs / lately));
}
