import type { Endpoint } from '../contract/endpoint.ts';
import type { Caller } from '../domain/actors.ts';
import { Refusal } from '../domain/errors.ts';
import type { Answer } from './answer.ts';

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
  /** Who asks. @throws Refusal `unauthenticated` in a function that asks for no token */
  caller: Caller;
}

export interface Route {
  method: Endpoint['method'];
  /** `{name}` stands for one path segment, `{name+}` for several. A slash at the end makes no difference. */
  path: string;
  /** Whether a request has to carry a token; it does if not said, in a function that takes tokens. */
  needsToken?: boolean;
  endpoint: (request: EndpointRequest) => Promise<Answer> | Answer;
}

export interface RouteMatch {
  route: Route;
  params: Record<string, string>;
}

/**
 * Finds the route of a request. Of two that fit, the first in the table is taken.
 * @param path as received: percent-encoded, or, from an HTTP API, decoded already (see `pathIdentifier`)
 * @throws Refusal `path_not_found`, `method_not_allowed` with the methods the path has
 */
export function createRouter(routes: readonly Route[]): (method: string, path: string) => RouteMatch {
  const compiled = routes.map(route => ({ route, pattern: toPattern(route.path) }));
  return (method, path) => {
    const fitting = compiled.filter(({ pattern }) => pattern.test(path));
    const found = fitting.find(({ route }) => route.method === method);
    if (found) return { route: found.route, params: decodeParams(found.pattern.exec(path)?.groups ?? {}) };
    if (fitting.length === 0) throw notFound();
    const methods = [...new Set(fitting.map(({ route }) => route.method))].join(', ');
    throw new MethodNotAllowed(methods);
  };
}

/** Carries the `Allow` header's value. */
export class MethodNotAllowed extends Refusal {
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

function decodeParams(groups: Record<string, string>): Record<string, string> {
  try {
    return Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, decodeURIComponent(value)]));
  } catch {
    throw notFound();
  }
}

function notFound(): Refusal {
  return new Refusal('path_not_found', 'There is nothing at this path.');
}
