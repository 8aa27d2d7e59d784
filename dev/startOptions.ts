import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { CommandError, UsageError } from '../cli/commandError.ts';

export const HELP = `npm start -- [--data DIR] [--retries N] [--install-java] [--help]

Starts the HTTP API, its functions, DynamoDB Local and an SQS server on this machine.

  --data DIR           stores the data in DIR; by default they are in memory
  --retries N          sends a stream record to the failure file after N retries, to try redriving
                       (a deployed function retries for hours)
  --install-java       installs Java with apt-get if it is missing
  --help               shows this help

Environment:
  PORT                 port of the HTTP API (3000); 0 is any free port, here and below
  DYNAMODB_PORT        port of DynamoDB Local (8000)
  DYNAMODB_ENDPOINT    URL of a running DynamoDB to use instead
  LAMBDA_PORT          port of the endpoint that invokes functions (any free port)
  SQS_PORT             port of the SQS server (any free port)
  SQS_ENDPOINT         URL of a running SQS to use instead
  and the settings of the functions: see docs/settings.md
`;

export interface StartArguments {
  help: boolean;
  dataDir: string | undefined;
  /** Retries of a stream record; by default those of serverless.yml. */
  retries: number | undefined;
  installJava: boolean;
}

/** @throws UsageError */
export function readArguments(args: readonly string[]): StartArguments {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        data: { type: 'string' },
        retries: { type: 'string' },
        'install-java': { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h' },
      },
    });
    if (values.data === '') throw new Error('--data must name a folder.');
    if (values.retries !== undefined && !/^\d{1,4}$/.test(values.retries))
      throw new Error('--retries must be a number from 0 to 9999.');
    return {
      help: values.help ?? false,
      dataDir: values.data === undefined ? undefined : resolve(values.data),
      retries: values.retries === undefined ? undefined : Number(values.retries),
      installJava: values['install-java'],
    };
  } catch (error) {
    const [problem] = (error as Error).message.split('\n');
    throw new UsageError(`${problem} See npm start -- --help.`);
  }
}

export interface StartSettings {
  port: number;
  dynamodbPort: number;
  lambdaPort: number;
  sqsPort: number;
  dynamodbEndpoint: string | undefined;
  sqsEndpoint: string | undefined;
}

/** @throws CommandError if a port is invalid */
export function readSettings(env: NodeJS.ProcessEnv): StartSettings {
  return {
    port: readPort(env, 'PORT', 3000),
    dynamodbPort: readPort(env, 'DYNAMODB_PORT', 8000),
    lambdaPort: readPort(env, 'LAMBDA_PORT', 0),
    sqsPort: readPort(env, 'SQS_PORT', 0),
    dynamodbEndpoint: env.DYNAMODB_ENDPOINT || undefined,
    sqsEndpoint: env.SQS_ENDPOINT || undefined,
  };
}

/** The port in a variable. @throws CommandError if it is invalid */
export function readPort(env: NodeJS.ProcessEnv, variable: string, defaultPort: number): number {
  const text = env[variable] || String(defaultPort);
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65535) return port;
  throw new CommandError(`${variable} must be a port number from 0 to 65535, not "${text}".`);
}
