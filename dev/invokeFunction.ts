/** Above the timeout of every function. */
const DEADLINE_MS = 120_000;
/** serverless-offline starts a thread for each concurrent invocation of a function: a burst of records would start dozens. */
const MAX_CONCURRENT_INVOCATIONS = 4;

/** Invokes functions as `invokeFunction` does, each of them so many times concurrently at most; further invocations wait. */
export function createInvoker(
  lambdaPort: number,
  concurrency = MAX_CONCURRENT_INVOCATIONS,
): (functionName: string, event: unknown) => Promise<unknown> {
  const limits = new Map<string, ConcurrencyLimit>();
  return (functionName, event) => {
    const limit = limits.get(functionName) ?? new ConcurrencyLimit(concurrency);
    limits.set(functionName, limit);
    return limit.run(() => invokeFunction(lambdaPort, functionName, event));
  };
}

/** Operations in the order of their calls, so many concurrently. */
class ConcurrencyLimit {
  private readonly waiting: (() => void)[] = [];
  private free: number;

  constructor(limit: number) {
    this.free = limit;
  }

  async run<T>(operation: () => Promise<T>): Promise<T> {
    if (this.free > 0) this.free -= 1;
    else await new Promise<void>(resolve => this.waiting.push(resolve));
    try {
      return await operation();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.free += 1;
    }
  }
}

/**
 * Invokes a function at serverless-offline's Lambda endpoint and returns its result.
 * @throws Error if the function fails or cannot be reached
 */
export async function invokeFunction(lambdaPort: number, functionName: string, event: unknown): Promise<unknown> {
  const response = await fetch(`http://127.0.0.1:${lambdaPort}/2015-03-31/functions/${functionName}/invocations`, {
    method: 'POST',
    body: JSON.stringify(event),
    signal: AbortSignal.timeout(DEADLINE_MS),
  });
  const text = await response.text();
  // A function without a result has an empty response.
  const payload: unknown = text === '' ? null : JSON.parse(text);
  if (!response.ok || response.headers.has('x-amz-function-error')) throw functionError(functionName, payload);
  return payload;
}

function functionError(functionName: string, payload: unknown): Error {
  const { errorMessage, Message } = (payload ?? {}) as { errorMessage?: string; Message?: string };
  return new Error(`${functionName} failed: ${errorMessage ?? Message ?? 'for an unknown reason'}`);
}
