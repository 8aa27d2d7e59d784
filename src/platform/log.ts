import { describeError } from './errorFields.ts';
import { LOG_LEVELS, type LogLevel } from './logLevel.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * Logs a JSON line per message, at or above LOG_LEVEL. No personal data is logged: ids, codes, routes and error names are,
 * but no names, emails, bodies, paths or tokens.
 */
export const log = {
  info: (message: string, fields: Fields) => write('INFO', message, fields),
  warn: (message: string, fields: Fields) => write('WARN', message, fields),
  error: (message: string, fields: Fields) => write('ERROR', message, fields),
};

/** Bypasses `console`: Lambda prefixes its lines, unless its log format is JSON. */
function write(level: LogLevel, message: string, fields: Fields): void {
  if (LOG_LEVELS.indexOf(level) < minLevelIndex()) return;
  const timestamp = new Date().toISOString();
  const line = { level, message, timestamp, service: 'proctoring', xray_trace_id: traceId(), ...fields };
  process.stdout.write(`${JSON.stringify(line, redactErrors)}\n`);
}

/** Unknown levels log at INFO: the start then fails with a ConfigError, which must be visible. */
function minLevelIndex(): number {
  const levels: readonly string[] = LOG_LEVELS;
  const index = levels.indexOf(process.env.LOG_LEVEL?.toUpperCase() ?? '');
  return index < 0 ? levels.indexOf('INFO') : index;
}

/** `Root=1-5759e988-bd862e3fe1be46a994272793;Parent=…;Sampled=1` as Lambda sets it for each invocation. */
function traceId(): string | undefined {
  return /Root=([^;]+)/.exec(process.env._X_AMZN_TRACE_ID ?? '')?.[1];
}

/** Covers errors that are logged without errorFields. */
function redactErrors(_name: string, value: unknown): unknown {
  return value instanceof Error ? describeError(value) : value;
}
