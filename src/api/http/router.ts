import type { Caller } from '../../domain/actors.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Endpoint } from '../contract/endpoint.ts';
import type { Answer } from './answer.ts';
import { decodePath } from './path.ts';

/** A request as an endpoint sees it. */
export interface EndpointRequest {
  /** Decoded path parameters. */
  params: Readonly<Record<string, string>>;
  query: Readonly<Record<string, string | undefined>>;
  /** The JSON body; `{}` when there is none. @throws Refusal `malformed_json`, `unsupported_media_type` */
  body: () => unknown;
  /** Their names in lower case. */
  headers: Readonly<Record<string, string | undefined>>;
  /** The body as it was sent. */
  bytes: () => Uint8Array;
  /** What stands before the service's own paths in the addresses that callers use: a base path or stage; nothing if absent. */
  basePath?: string;
  /** Who asks. @throws Refusal `unauthenticated` in a function that asks for no token */
  caller: Caller;
}

export interface Route {
  method: Endpoint['method'];
  /** `{name}` stands for one path segment, `{name+}` for several. A slash at the end makes no difference. */
  path: string;
  /** Whether a request has to carry a token; it does if not said, in a function that takes tokens. */
  needsToken?: boolean;
  /** A GET that changes something: it is not run for HEAD, which must not. */
  hasEffect?: boolean;
  endpoint: (request: EndpointRequest) => Promise<Answer> | Answer;
}

export interface RouteMatch {
  route: Route;
  params: Record<string, string>;
  /** The base path or stage that stood before the route's path. */
  prefix: string;
}

/**
 * Finds the route of a request. Of two that fit, the first in the table is taken; HEAD is answered where GET is.
 * @param path as received; `event.ts` decodes it beforehand where it knows how it was handed over
 * @param prefixes base paths of which one may stand before the path; without one it is tried first
 * @throws Refusal `path_not_found`, `method_not_allowed` with the methods the path has
 */
export function createRouter(
  routes: readonly Route[],
): (method: string, path: string, options?: { isDecoded?: boolean; prefixes?: readonly string[] }) => RouteMatch {
  const compiled = routes.map(route => ({ route, pattern: toPattern(route.path) }));
  return (method, path, { isDecoded = false, prefixes = [] } = {}) => {
    const decoded = isDecoded ? path : decodePath(path);
    for (const prefix of ['', ...prefixes]) {
      if (!hasPrefix(decoded, prefix)) continue;
      const own = decoded.slice(prefix.length) || '/';
      const fitting = compiled.filter(({ pattern }) => pattern.test(own));
      const found = fitting.find(({ route }) => answers(route, method));
      if (found) return { route: found.route, params: { ...found.pattern.exec(own)?.groups }, prefix };
      const methods = [...new Set(fitting.map(({ route }) => route.method))].join(', ');
      if (fitting.length > 0) throw new MethodNotAllowed(methods);
    }
    throw new DomainError('path_not_found', 'There is nothing at this path.');
  };
}

/** Whole segments only: `/product` does not begin with `/prod`. */
function hasPrefix(path: string, prefix: string): boolean {
  return prefix === '' || path === prefix || path.startsWith(`${prefix}/`);
}

function answers({ method: own, hasEffect = false }: Route, method: string): boolean {
  return own === method || (method === 'HEAD' && own === 'GET' && !hasEffect);
}

/** Carries the `Allow` header's value. */
export class MethodNotAllowed extends DomainError {
  readonly allow: string;

  constructor(allow: string) {
    super('method_not_allowed', `This path takes ${allow}.`);
    this.allow = allow;
  }
}

function toPattern(path: string): RegExp {
  const pattern = path
    .split('/')
    .map(segment =>
      segment
        .replaceAll('.', '\\.')
        .replace(/^\{(\w+)\}$/, '(?<$1>[^/]+)')
        .replace(/^\{(\w+)\+\}$/, '(?<$1>.+?)'),
    )
    .join('/');
  // An id may hold separators of lines.
  return new RegExp(`^${pattern.replace(/\/$/, '')}/?$`, 's');
}
