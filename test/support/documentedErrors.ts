import { CONTRACT } from '../../src/api/contract/contract.ts';
import { createRouter, type Route } from '../../src/api/http/router.ts';
import { OPERATIONS } from './operations.ts';

const idsByRoute = new Map(
  CONTRACT.flatMap(({ endpoints }) => endpoints).map(({ id, method, path }): [Route, string] => [
    { method, path, endpoint: () => ({ status: 200 }) },
    id,
  ]),
);
const find = createRouter([...idsByRoute.keys()]);

/**
 * Requires that openapi.json documents the error of an answer for its endpoint.
 * @param type of the problem document; answers of the gateway itself have none
 * @throws Error naming the endpoint and the problem that it lacks
 */
export function requireDocumented(method: string, path: string, status: number, type: unknown): void {
  if (status < 400 || typeof type !== 'string') return;
  const id = idOf(method, path.split('?')[0] ?? '');
  if (id === undefined) return;
  const documented = JSON.stringify(OPERATIONS.find(operation => operation.id === id)?.responses[status] ?? {});
  if (!documented.includes(`"${type}"`))
    throw new Error(`openapi.json does not document ${type} (${status}) for ${id}`);
}

/** Undefined for a path or method that the contract lacks. */
function idOf(method: string, path: string): string | undefined {
  try {
    return idsByRoute.get(find(method, path).route);
  } catch {
    return undefined;
  }
}
