import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../../dev/dynamodb/localClients.ts';
import { functionEnvironment } from '../../dev/functionEnvironment.ts';
import type { Environment } from '../../src/config/env.ts';
import type { TableNames } from '../../src/store/dynamodb/tables.ts';

/** The deployment that an operator's command works on: a stage in the account of the AWS environment, or the local stack. */
export interface StageOptions {
  stage: string;
  local: boolean;
}

/** The options of `parseArgs` that choose a deployment. */
export const STAGE_OPTIONS = {
  stage: { type: 'string', default: 'dev' },
  local: { type: 'boolean', default: false },
} as const;

export const STAGE_HELP = `  --stage STAGE        of the deployment (dev); account and region as in the AWS environment
  --local              of a running "npm start": DYNAMODB_PORT as there (8000)
`;

export function tablesOf({ stage, local }: StageOptions): TableNames {
  const name = (table: string) => `proctoring-${local ? 'local' : stage}-${table}`;
  return {
    attempts: name('attempts'),
    directory: name('directory'),
    history: name('history'),
    reviews: name('reviews'),
    exams: name('exams'),
  };
}

/** Where DynamoDB is; with `local` a client that can reach nothing but the stack on this machine. */
export function dynamodbOf({ local }: StageOptions, env: Environment): DynamoDBClientConfig {
  return local ? { region: LOCAL_REGION, credentials: LOCAL_CREDENTIALS, endpoint: localEndpoint(env) } : {};
}

/** The settings of the functions: those of the shell, for the local stack with its defaults. */
export function settingsOf(options: StageOptions, env: Environment): Environment {
  const tables = Object.entries(tablesOf(options)).map(([table, name]) => [`${table.toUpperCase()}_TABLE`, name]);
  const settings = options.local ? functionEnvironment(localEndpoint(env), env) : env;
  return { ...settings, ...Object.fromEntries(tables), STAGE: options.local ? 'local' : options.stage };
}

function localEndpoint(env: Environment): string {
  return env.DYNAMODB_ENDPOINT || `http://127.0.0.1:${env.DYNAMODB_PORT || '8000'}`;
}
