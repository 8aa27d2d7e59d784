import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Service, startService } from '../../test/support/bundledService/service.ts';
import { type Baselines, buildBaselines } from '../../test/support/sdkBaselines/buildBaselines.ts';
import { median, type RunOptions, type Section, table } from '../section.ts';
import { startProcess } from './freshProcess.ts';
import { type Recording, record } from './recording.ts';
import { type ReplayServer, replayEnvironment, startReplayServer } from './replayServer.ts';

/** Bytes of each bundle, and the time from the process start to the first answer. */
export const coldStart: Section = { id: 'cold-start', title: 'Bundles and cold starts', run };

/** The deployed functions, with the catalogue operation of the first request; undefined: only imported. */
const FIRST_REQUESTS = {
  exams: 'read_exam',
  allowances: 'allowance',
  attempts: 'first_poll',
  lists: 'active_attempt',
  lookups: 'locate_live',
  vendorCallbacks: 'review',
  privacy: undefined,
  archive: 'archive_100',
  events: 'log_100_events',
  webhooks: 'list_webhooks',
  deliveries: 'deliver_10_events',
  notifications: undefined,
  timeOuts: 'schedule',
} as const;

const [ROUNDS, QUICK_ROUNDS] = [15, 2];

const METHOD = `A new Node process imports the bundle and answers one request; a replay server stands in for DynamoDB and answers immediately. (b) is the
SDK alone, as a minified ES module, which makes the same calls in sequence with the document client; (b′) is (b) without the parts of the
SDK that Lambda never uses, as in our build. The figures are medians of rounds that start each of them once, in turn. A function has
a share of a Lambda processor, not of this machine's: only the ratios count. Goal: an import takes at most 1.15 of (b).
\`package/bundles\` limits the bytes.`;

interface Bench {
  service: Service;
  server: ReplayServer;
  baselines: Baselines;
  rounds: number;
}

async function run({ quick, log }: RunOptions): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'proctoring-baselines-'));
  const [service, server] = await Promise.all([startService(), startReplayServer()]);
  try {
    const baselines = await buildBaselines(folder);
    const bench: Bench = { service, server, baselines, rounds: quick ? QUICK_ROUNDS : ROUNDS };
    const rows: (string | number)[][] = [];
    for (const [name, operation] of Object.entries(FIRST_REQUESTS)) {
      log(name);
      rows.push(await measure(bench, name, operation && (await record(service, operation))));
    }
    const bytes = await Promise.all([baselines.sdkOnly, baselines.sdkTrimmed].map(bytesOf));
    const headers = [
      'function',
      'bytes',
      'import ms',
      '÷ (b)',
      '÷ (b′)',
      'first request',
      'ms',
      'import and request ÷ (b)',
    ];
    return [
      METHOD,
      table(headers, rows),
      `Bytes of (b): ${bytes[0]?.toLocaleString('en-GB')}; of (b′): ${bytes[1]?.toLocaleString('en-GB')}.`,
    ].join('\n\n');
  } finally {
    await Promise.all([service.stop(), server.close(), rm(folder, { recursive: true, force: true })]);
  }
}

async function measure(bench: Bench, name: string, recording: Recording | undefined): Promise<(string | number)[]> {
  const { service, server, baselines } = bench;
  server.replay(recording?.calls ?? []);
  const bundle = join(service.bundles, `${name}.mjs`);
  const event = recording && { calls: recording.plainCalls };
  const [bundled, sdk, trimmed] = await startInTurn(bench, [
    { bundle, event: recording?.event },
    { bundle: baselines.sdkOnly, event },
    { bundle: baselines.sdkTrimmed, event },
  ]);
  if (!bundled || !sdk || !trimmed) throw new Error(`${name} was not measured`);
  const importFigures = [bundled.importMs, bundled.importMs / sdk.importMs, bundled.importMs / trimmed.importMs];
  const figures = [await bytesOf(bundle), ...importFigures];
  if (!recording) return [name, ...figures, '', '', ''];
  const total = (bundled.importMs + bundled.firstMs) / (sdk.importMs + sdk.firstMs);
  return [name, ...figures, recording.operation, bundled.firstMs, total];
}

interface Start {
  bundle: string;
  /** Undefined if the function is only imported. */
  event: unknown;
}

/** Starts each bundle once per round, in turn, so that other load of the machine affects all of them. */
async function startInTurn(bench: Bench, starts: readonly Start[]) {
  const durations = starts.map(() => ({ imports: [] as number[], firsts: [] as number[] }));
  for (let round = 0; round < bench.rounds; round++) {
    for (const [index, start] of starts.entries()) {
      const { imported, first } = await startOnce(bench, start);
      durations[index]?.imports.push(imported);
      if (first !== undefined) durations[index]?.firsts.push(first);
    }
  }
  return durations.map(({ imports, firsts }) => ({ importMs: median(imports), firstMs: median(firsts) }));
}

async function startOnce({ service, server }: Bench, { bundle, event }: Start) {
  const process = await startProcess(bundle, replayEnvironment(service, server));
  try {
    return { imported: process.importMs, first: event === undefined ? undefined : await process.invoke(event) };
  } finally {
    await process.stop();
  }
}

async function bytesOf(path: string): Promise<number> {
  return (await stat(path)).size;
}
