import type { Allowance } from './wire.ts';

type Seen = Pick<Allowance, 'id' | 'modified' | 'value'>;

/** Values that the user's own actions have given allowances since the user has seen them; null for a removal. */
const ownValues = new Map<string, string | null>();
const keyOf = ({ id, modified }: Seen) => `${id} ${modified}`;

/** The value that is the user's own work on the one that they have seen: a change by anybody else is not among them. */
export function ownValueOf(seen: Seen): string | null {
  const own = ownValues.get(keyOf(seen));
  return own === undefined ? seen.value : own;
}

/** Records the user's own write on an allowance as they have seen it. */
export function recordOwnValue(seen: Seen, value: string | null): void {
  ownValues.set(keyOf(seen), value);
}

export const forgetOwnValues = () => ownValues.clear();
