/** Versions that the user's own actions have made of those that they have seen, by attempt. */
const successors = new Map<string, number>();
const keyOf = (attemptId: number, version: number) => `${attemptId} ${version}`;

/** The version that is the user's own work on the one that they have seen: a change by anybody else is not among them. */
export function ownVersionOf({ id, version }: { id: number; version: number }): number {
  let present = version;
  for (let next = successors.get(keyOf(id, version)); next !== undefined; next = successors.get(keyOf(id, present))) {
    present = next;
  }
  return present;
}

export const forgetOwnWrites = () => successors.clear();

/** Records the user's own write on a version, which raises it by one. */
export function recordOwnWrite(attemptId: number, version: number): void {
  successors.set(keyOf(attemptId, version), version + 1);
}
