import { vi } from 'vitest';

/** Sets the environment of handlers that are loaded afterwards, until `vi.unstubAllEnvs`. */
export function stubSettings(settings: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(settings)) vi.stubEnv(name, value);
}
