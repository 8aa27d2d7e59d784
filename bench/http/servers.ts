import { join } from 'node:path';
import { buildFunctions } from '../../local/build.ts';
import { functionEnvironment } from '../../local/functionEnvironment.ts';
import { startOffline } from '../../local/offline.ts';
import { choosePorts } from '../../local/process/ports.ts';
import { PROJECT_ROOT } from '../../local/projectRoot.ts';
import { type LocalStack, startStack } from '../../local/stack.ts';

export const SIDES = ['service', 'baseline'] as const;
export type Side = (typeof SIDES)[number];

/** The service and the bare handlers, each with a serverless-offline of its own, on the same DynamoDB Local and tables. */
export interface Servers {
  /** The service's own address. */
  url: string;
  ports: Record<Side, number>;
  stop(): Promise<void>;
}

export async function startServers(): Promise<Servers> {
  const stack = await startStack({ quiet: true, withoutStreams: true });
  try {
    const baseline = await startBaseline(stack);
    const stop = async () => {
      await baseline.stop();
      await stack.stop();
    };
    return { url: stack.url, ports: { service: Number(new URL(stack.url).port), baseline: baseline.port }, stop };
  } catch (error) {
    await stack.stop();
    throw error;
  }
}

const BASELINE_DIR = join(import.meta.dirname, 'baseline');

async function startBaseline({ dynamodbEndpoint, tables }: LocalStack) {
  await buildFunctions(join(PROJECT_ROOT, 'dist/baseline'), join(BASELINE_DIR, 'handlers'));
  const [port = 0, lambdaPort = 0] = await choosePorts([
    { port: 0, variable: 'PORT' },
    { port: 0, variable: 'LAMBDA_PORT' },
  ]);
  const env = {
    ...functionEnvironment(dynamodbEndpoint, process.env),
    ATTEMPTS_TABLE: tables.AttemptsTable ?? '',
    DIRECTORY_TABLE: tables.DirectoryTable ?? '',
    REVIEWS_TABLE: tables.ReviewsTable ?? '',
    EXAMS_TABLE: tables.ExamsTable ?? '',
  };
  const options = { port, lambdaPort, stage: 'baseline', env, serviceDir: BASELINE_DIR, log: () => {} };
  return { port, stop: (await startOffline(options)).stop };
}
