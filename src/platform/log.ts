import { LOG_LEVELS, type LogLevel } from './logLevel.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * The log of a function, one JSON line per message: `level`, `message`, `timestamp`, `service`, Lambda's trace id, then the
 * fields; messages below LOG_LEVEL are left out. Nothing personal goes in: no names, emails, bodies, paths or tokens; ids,
 * codes, routes and error names do. Of an error only name, message, stack and cause: one of the SDK can carry an item.
 */
export const log = {
  info: (message: string, fields: Fields) => write('INFO', message, fields),
  error: (message: string, fields: Fields) => write('ERROR', message, fields),
};

/** Past `console`, before whose lines Lambda puts words of its own unless it is told to log JSON. */
function write(level: LogLevel, message: string, fields: Fields): void {
  if (LOG_LEVELS.indexOf(level) < minLevelIndex()) return;
  const timestamp = new Date().toISOString();
  const line = { level, message, timestamp, service: 'proctoring', xray_trace_id: traceId(), ...fields };
  process.stdout.write(`${JSON.stringify(line, withReadableErrors)}\n`);
}

/** An unknown LOG_LEVEL, with which no function starts (platform.ts), counts as none: that is said, too. */
function minLevelIndex(): number {
  const levels: readonly string[] = LOG_LEVELS;
  const index = levels.indexOf(process.env.LOG_LEVEL?.toUpperCase() ?? '');
  return index < 0 ? levels.indexOf('INFO') : index;
}

/** `Root=1-5759e988-bd862e3fe1be46a994272793;Parent=…;Sampled=1` as Lambda sets it for each invocation. */
function traceId(): string | undefined {
  return /Root=([^;]+)/.exec(process.env._X_AMZN_TRACE_ID ?? '')?.[1];
}

function withReadableErrors(_name: string, value: unknown): unknown {
  if (!(value instanceof Error)) return value;
  const { name, message, stack, cause } = value;
  return { name, message, stack, cause };
}
