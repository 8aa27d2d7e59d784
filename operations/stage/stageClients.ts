import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import type { LambdaClientConfig } from '@aws-sdk/client-lambda';
import { UsageError } from '../../cli/commandError.ts';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../../dev/dynamodb/localClients.ts';
import { functionEnvironment } from '../../dev/functionEnvironment.ts';
import type { Environment } from '../../src/config/env.ts';
import type { TableNames } from '../../src/store/dynamodb/tables.ts';

/** The target of an operator's command: a stage in the account of the AWS environment, or the local stack. */
export interface StageOptions {
  stage: string;
  local: boolean;
}

/** The options of `parseArgs` that select the target. */
export const STAGE_OPTIONS = {
  stage: { type: 'string', default: 'dev' },
  local: { type: 'boolean', default: false },
} as const;

export const STAGE_HELP = `  --stage STAGE        stage of the deployment (dev); account and region from the AWS environment
  --local              the stack of a running "npm start", with its DYNAMODB_PORT (8000)
`;

/** The name of a function, table or queue in the deployment. */
export function resourceName({ stage, local }: StageOptions, suffix: string): string {
  return `proctoring-${local ? 'local' : stage}-${suffix}`;
}

export function tablesOf(options: StageOptions): TableNames {
  const name = (table: string) => resourceName(options, table);
  return {
    attempts: name('attempts'),
    directory: name('directory'),
    history: name('history'),
    reviews: name('reviews'),
    exams: name('exams'),
    events: name('events'),
    webhooks: name('webhooks'),
    records: name('records'),
  };
}

/** Options of a DynamoDB client; with `local` it reaches the local stack only. */
export function dynamodbOf({ local }: StageOptions, env: Environment): DynamoDBClientConfig {
  return local ? { region: LOCAL_REGION, credentials: LOCAL_CREDENTIALS, endpoint: localEndpoint(env) } : {};
}

/** Options of a Lambda client; with `local` it reaches the local stack only. */
export function lambdaOf({ local }: StageOptions, env: Environment): LambdaClientConfig {
  if (!local) return {};
  const { LAMBDA_PORT } = env;
  if (!LAMBDA_PORT) throw new UsageError('LAMBDA_PORT must be set to the port of "Lambda" that npm start prints.');
  return { region: LOCAL_REGION, credentials: LOCAL_CREDENTIALS, endpoint: `http://127.0.0.1:${LAMBDA_PORT}` };
}

/** The settings of the functions from the shell; for the local stack completed with its defaults. */
export function settingsOf(options: StageOptions, env: Environment): Environment {
  const tables = Object.entries(tablesOf(options)).map(([table, name]) => [`${table.toUpperCase()}_TABLE`, name]);
  const settings = options.local ? functionEnvironment(localEndpoint(env), env) : env;
  return { ...settings, ...Object.fromEntries(tables), STAGE: options.local ? 'local' : options.stage };
}

function localEndpoint(env: Environment): string {
  return env.DYNAMODB_ENDPOINT || `http://127.0.0.1:${env.DYNAMODB_PORT || '8000'}`;
}
