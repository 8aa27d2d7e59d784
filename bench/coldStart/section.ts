import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Service, startService } from '../../test/support/bundledService/service.ts';
import { type Baselines, buildBaselines } from '../../test/support/sdkBaselines/buildBaselines.ts';
import { median } from '../measure/quantile.ts';
import { startProcess, type Taken } from '../replay/freshProcess.ts';
import { type Recording, record } from '../replay/recording.ts';
import { type ReplayServer, replayEnvironment, startReplayServer } from '../replay/replayServer.ts';
import type { Findings, RunOptions, Section } from '../report/section.ts';
import { type ColdStart, findingsOf } from './findings.ts';
import { FIRST_REQUESTS, FUNCTIONS, type MeasuredFunction } from './functions.ts';

/** How large the functions are, and what it takes them to begin. */
export const coldStart: Section = { id: 'cold-start', title: 'Bundles and cold starts', run };

const ROUNDS = 15;
const QUICK_ROUNDS = 3;

async function run({ quick, say }: RunOptions): Promise<Findings> {
  const folder = await mkdtemp(join(tmpdir(), 'proctoring-baselines-'));
  const [service, server] = await Promise.all([startService(), startReplayServer()]);
  try {
    const baselines = await buildBaselines(folder);
    const bench = { service, server, baselines, rounds: quick ? QUICK_ROUNDS : ROUNDS };
    const measured: ColdStart[] = [];
    for (const name of FUNCTIONS) {
      say(name);
      const operation = FIRST_REQUESTS[name];
      measured.push(await measure(bench, name, operation === undefined ? undefined : await record(service, operation)));
    }
    const empty = await rounds(bench, [{ bundle: baselines.empty, event: {} }]);
    return findingsOf(measured, await bytesOf(baselines), empty[0]?.importMs ?? 0);
  } finally {
    await Promise.all([service.stop(), server.close(), rm(folder, { recursive: true, force: true })]);
  }
}

interface Bench {
  service: Service;
  server: ReplayServer;
  baselines: Baselines;
  rounds: number;
}

async function measure(bench: Bench, name: MeasuredFunction, recording: Recording | undefined): Promise<ColdStart> {
  const { service, server, baselines } = bench;
  const bundle = join(service.bundles, `${name}.mjs`);
  server.replay(recording?.calls ?? []);
  const event = recording && { calls: recording.plainCalls };
  const [ours, sdkOnly, sdkTrimmed, typical] = await rounds(bench, [
    { bundle, event: recording?.event },
    { bundle: baselines.sdkOnly, event },
    { bundle: baselines.sdkTrimmed, event },
    { bundle: baselines.typical, event },
  ]);
  if (!ours || !sdkOnly || !sdkTrimmed || !typical) throw new Error(`${name} was not measured`);
  const { size: bytes } = await stat(bundle);
  return { name, operation: recording?.operation ?? null, bytes, ours, sdkOnly, sdkTrimmed, typical };
}

interface Begun {
  imported: Taken;
  first: Taken | undefined;
}

/** Each started once a round, one after the other, so that whatever else the machine does meets all of them. */
async function rounds(bench: Bench, starts: readonly { bundle: string; event: unknown }[]) {
  const environment = replayEnvironment(bench.service, bench.server);
  const begun: Begun[][] = starts.map(() => []);
  for (let round = 0; round < bench.rounds; round++) {
    for (const [at, { bundle, event }] of starts.entries()) {
      begun[at]?.push(await begin(bundle, environment, event));
    }
  }
  return begun.map(summary);
}

async function begin(bundle: string, environment: Record<string, string>, event: unknown): Promise<Begun> {
  const process = await startProcess(bundle, environment);
  try {
    const first = event === undefined ? undefined : await process.run(event, 1);
    return { imported: process.imported, first };
  } finally {
    await process.stop();
  }
}

function summary(begun: readonly Begun[]) {
  const of = (pick: (one: Begun) => number | undefined) => median(begun.flatMap(one => pick(one) ?? []));
  return {
    importMs: of(one => one.imported.milliseconds),
    importProcessorMs: of(one => one.imported.processorMs),
    firstMs: of(one => one.first?.milliseconds),
  };
}

async function bytesOf(baselines: Baselines): Promise<Record<keyof Baselines, number>> {
  const sizes = await Promise.all(
    Object.entries(baselines).map(async ([name, path]) => [name, (await stat(path)).size] as const),
  );
  return Object.fromEntries(sizes) as Record<keyof Baselines, number>;
}
