/** A call that the simulator received or sent; the outcome is added later. */
export interface LogEntry {
  at: string;
  direction: 'received' | 'sent';
  backend: string;
  /** The call of the service, or the delivery of the vendor. */
  what: string;
  method: string;
  path: string;
  body?: unknown;
  /** Signature scheme and deliberate fault of a delivery. */
  scheme?: string;
  forge?: string;
  /** The planned failure. */
  failure?: string;
  /** The answer; missing if the connection broke or timed out. */
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

/** A log of calls in order, without secrets. */
export function createVendorLog(): VendorLog {
  const entries: LogEntry[] = [];
  return {
    add(fields) {
      const entry: LogEntry = { at: new Date().toISOString(), ...fields };
      if ('body' in fields) entry.body = withoutSecrets(fields.body);
      entries.push(entry);
      if (entries.length > MAX_ENTRIES) entries.shift();
      return entry;
    },
    entries: () => entries,
    clear() {
      entries.length = 0;
    },
  };
}

/** The value with `…` in place of every secret. */
export function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value);
  return Object.fromEntries(members.map(([name, member]) => [name, SECRET.test(name) ? '…' : withoutSecrets(member)]));
}
