/** From what matters least on; nothing is of the last one, so it leaves out everything. */
export const LOG_LEVELS = ['DEBUG', 'INFO', 'WARN', 'ERROR', 'SILENT'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** @param text in any case */
export function isLogLevel(text: string): boolean {
  return (LOG_LEVELS as readonly string[]).includes(text.toUpperCase());
}
