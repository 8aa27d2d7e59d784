/** In ascending order. No message has the last level, so it turns the log off. */
export const LOG_LEVELS = ['DEBUG', 'INFO', 'WARN', 'ERROR', 'SILENT'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Ignores case. */
export function isLogLevel(text: string): boolean {
  return (LOG_LEVELS as readonly string[]).includes(text.toUpperCase());
}
