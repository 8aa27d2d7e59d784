/** A call that the simulator received or made; its outcome is added when it is known. */
export interface LogEntry {
  at: string;
  direction: 'received' | 'sent';
  backend: string;
  /** The call of the service, or the delivery of the vendor. */
  what: string;
  method: string;
  path: string;
  body?: unknown;
  /** Of a delivery: its signature scheme and its deliberate fault. */
  scheme?: string;
  forge?: string;
  /** How the call was made to fail. */
  failure?: string;
  /** The answer; none where the connection broke or nothing came. */
  status?: number;
  answer?: unknown;
}

export interface VendorLog {
  add(entry: Omit<LogEntry, 'at'>): LogEntry;
  entries(): readonly LogEntry[];
  clear(): void;
}

const MAX_ENTRIES = 10_000;
/** Names of credentials in all protocols. */
const SECRET = /^(client_secret|access_token|examPassword|jwt)$/;

/** The calls in order, without secrets. */
export function createVendorLog(): VendorLog {
  const kept: LogEntry[] = [];
  return {
    add(options) {
      const entry: LogEntry = { at: new Date().toISOString(), ...options };
      if ('body' in options) entry.body = withoutSecrets(options.body);
      kept.push(entry);
      if (kept.length > MAX_ENTRIES) kept.shift();
      return entry;
    },
    entries: () => kept,
    clear() {
      kept.length = 0;
    },
  };
}

/** The same with `…` for every secret. */
export function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value);
  return Object.fromEntries(members.map(([name, one]) => [name, SECRET.test(name) ? '…' : withoutSecrets(one)]));
}
