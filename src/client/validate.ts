import * as z from 'zod/mini';
import type { Endpoint } from '../api/contract/endpoint.ts';

/**
 * The body of an answer, by the contract.
 * @throws TypeError for one that does not match it
 */
export function validate({ id, success, answer, otherAnswers }: Endpoint, status: number, body: unknown): unknown {
  const schema = status === (success ?? 200) ? answer : otherAnswers?.[status];
  const result = z.safeParse(schema?.() ?? z.undefined(), body);
  if (result.success) return result.data;
  throw new TypeError(`${id} answered ${status} with a body that does not match the contract: ${result.error.message}`);
}
