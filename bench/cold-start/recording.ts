import type { DynamodbCall } from '../../test/support/bundledService/dynamodbProxy.ts';
import type { FunctionName, Service } from '../../test/support/bundledService/service.ts';
import { OPERATIONS } from '../../test/support/operationCatalogue/catalogue.ts';
import { openCourse } from '../../test/support/operationCatalogue/course.ts';
import { type PlainCall, toPlainCall } from '../../test/support/sdkBaselines/plainCalls.ts';

/** An executed operation: the event of the function, and the answers of DynamoDB. */
export interface Recording {
  operation: string;
  function: FunctionName;
  event: unknown;
  calls: readonly DynamodbCall[];
  /** The calls as input of a baseline. */
  plainCalls: readonly PlainCall[];
}

/** Executes the operation once on DynamoDB Local. @throws Error for an unknown operation */
export async function record(service: Service, id: string): Promise<Recording> {
  const operation = OPERATIONS.find(candidate => candidate.id === id);
  if (!operation) throw new Error(`there is no operation ${id}`);
  const invocation = await operation.prepare(await openCourse(service));
  service.calls();
  // The functions add members to the event.
  await service.invoke(structuredClone(invocation));
  const calls = service.calls();
  return { operation: id, ...invocation, calls, plainCalls: calls.map(toPlainCall) };
}
