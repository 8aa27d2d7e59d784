import { z } from 'zod';
import { handler as sendAll } from './sdkOnly.ts';

const target = z.enum([
  'GetItem',
  'BatchGetItem',
  'PutItem',
  'UpdateItem',
  'Query',
  'BatchWriteItem',
  'TransactWriteItems',
]);
const eventSchema = z.object({ calls: z.array(z.object({ target, input: z.record(z.string(), z.unknown()) })) });

/** The same behind a check of the event, with everything imported as their first pages show it. */
export async function handler(event: unknown) {
  return sendAll(eventSchema.parse(event));
}
