/** Above the timeout of every function. */
const DEADLINE_MS = 120_000;

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
