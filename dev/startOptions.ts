import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { CommandError, UsageError } from '../cli/commandError.ts';

export const HELP = `npm start -- [--data DIR] [--retries N] [--install-java] [--help]

Starts the HTTP API, the functions behind it and a DynamoDB of their own on this machine.

  --data DIR           keeps the data in DIR; without it they are in memory
  --retries N          gives a change in a stream up after so many failures (as deployed: thousands, for hours),
                       to see what redriving does
  --install-java       first installs Java with apt-get, if there is none
  --help               shows this

Environment:
  PORT                 of the HTTP API (3000; 0 for any free one, as with the others)
  DYNAMODB_PORT        of DynamoDB Local (8000)
  DYNAMODB_ENDPOINT    URL of a DynamoDB that runs already; none is started then
  LAMBDA_PORT          of the endpoint that invokes functions (any free one)
  and the functions' own settings: see docs/settings.md.
`;

export interface StartArguments {
  help: boolean;
  dataDir: string | undefined;
  /** How often a record of a stream is tried again; as serverless.yml says if not given. */
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
    if (values.data === '') throw new Error('--data needs a folder.');
    if (values.retries !== undefined && !/^\d{1,4}$/.test(values.retries)) throw new Error('--retries needs a number.');
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
  dynamodbEndpoint: string | undefined;
}

/** @throws CommandError when a port is none */
export function readSettings(env: NodeJS.ProcessEnv): StartSettings {
  return {
    port: readPort(env, 'PORT', 3000),
    dynamodbPort: readPort(env, 'DYNAMODB_PORT', 8000),
    lambdaPort: readPort(env, 'LAMBDA_PORT', 0),
    dynamodbEndpoint: env.DYNAMODB_ENDPOINT || undefined,
  };
}

/** The port that a variable names. @throws CommandError when it is none */
export function readPort(env: NodeJS.ProcessEnv, variable: string, otherwise: number): number {
  const text = env[variable] || String(otherwise);
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65535) return port;
  throw new CommandError(`${variable} must be a port, a number from 0 to 65535, not "${text}".`);
}
