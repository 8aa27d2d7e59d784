import type { AttemptStore } from '../../src/usecases/ports/attemptStore.ts';

/**
 * The ports with writes of attempts that are counted.
 * @param concurrently runs between the reads and each write, as another request could
 */
export function besideWrites<Ports extends { attempts: AttemptStore }>(
  ports: Ports,
  concurrently: (write: number) => unknown = () => {},
) {
  let count = 0;
  const write: AttemptStore['write'] = async (before, after) => {
    count += 1;
    await concurrently(count);
    return ports.attempts.write(before, after);
  };
  return { ports: { ...ports, attempts: { ...ports.attempts, write } }, writes: () => count };
}
