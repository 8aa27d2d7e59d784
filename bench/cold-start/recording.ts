import type { DynamodbCall } from '../../test/support/bundledService/dynamodbProxy.ts';
import type { FunctionName, Service } from '../../test/support/bundledService/service.ts';
import { OPERATIONS } from '../../test/support/operationCatalogue/catalogue.ts';
import { openCourse } from '../../test/support/operationCatalogue/course.ts';
import { type PlainCall, toPlainCall } from '../../test/support/sdkBaselines/plainCalls.ts';

/** An operation that was done once: what the function was given, and what DynamoDB answered it. */
export interface Recording {
  operation: string;
  function: FunctionName;
  event: unknown;
  calls: readonly DynamodbCall[];
  /** The same calls, for a baseline. */
  plainCalls: readonly PlainCall[];
}

/** Does the operation once, on DynamoDB Local. @throws Error when there is no such operation */
export async function record(service: Service, id: string): Promise<Recording> {
  const operation = OPERATIONS.find(one => one.id === id);
  if (!operation) throw new Error(`there is no operation ${id}`);
  const invocation = await operation.prepare(await openCourse(service));
  service.calls();
  // The functions write into the event what they find out about it.
  await service.invoke(structuredClone(invocation));
  const calls = service.calls();
  return { operation: id, ...invocation, calls, plainCalls: calls.map(toPlainCall) };
}
