import type { Caller } from '../../domain/actors.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Endpoint } from '../contract/endpoint.ts';
import type { Answer } from './answer.ts';
import { decodePath } from './path.ts';

/** The request that an endpoint receives. */
export interface EndpointRequest {
  /** Decoded path parameters. */
  params: Readonly<Record<string, string>>;
  query: Readonly<Record<string, string | undefined>>;
  /** The body, or a promise of it; `{}` when there is none. @throws DomainError as `readBody` does */
  body: () => unknown;
  /** Names in lower case. */
  headers: Readonly<Record<string, string | undefined>>;
  /** The body as sent. */
  bytes: () => Uint8Array;
  /** The prefix of the service's paths in the addresses that callers use: a base path or stage. */
  basePath?: string;
  /** @throws DomainError `unauthenticated` in a function that requires no token */
  caller: Caller;
}

export interface Route {
  method: Endpoint['method'];
  /** `{name}` matches one path segment, `{name+}` several, `{name#}` one of digits. A trailing slash is ignored. */
  path: string;
  /** Whether the route requires a token, in a function that authenticates. @defaultValue true */
  needsToken?: boolean;
  /** Whether the body may be a form. @defaultValue false */
  acceptsForms?: boolean;
  formField?: Endpoint['formField'];
  /** A GET with an effect: HEAD requests, which must have none, do not run it. */
  hasEffect?: boolean;
  isNavigation?: Endpoint['isNavigation'];
  endpoint: (request: EndpointRequest) => Promise<Answer> | Answer;
}

export interface RouteMatch {
  route: Route;
  params: Record<string, string>;
  /** The base path or stage before the route's path. */
  prefix: string;
}

/**
 * Finds the route of a request: the first match in the table; HEAD matches where GET does.
 * @param path as received, unless `isDecoded`
 * @param prefixes base paths that may precede the path; the bare path is tried first
 * @throws DomainError `path_not_found`, `method_not_allowed` with the methods of the path
 */
export function createRouter(
  routes: readonly Route[],
): (method: string, path: string, options?: { isDecoded?: boolean; prefixes?: readonly string[] }) => RouteMatch {
  const compiled = routes.map(route => ({ route, pattern: toPattern(route.path) }));
  return (method, path, { isDecoded = false, prefixes = [] } = {}) => {
    const decoded = isDecoded ? path : decodePath(path);
    for (const prefix of ['', ...prefixes]) {
      if (!hasPrefix(decoded, prefix)) continue;
      const pathInService = decoded.slice(prefix.length) || '/';
      const candidates = compiled.filter(({ pattern }) => pattern.test(pathInService));
      const match = candidates.find(({ route }) => supports(route, method));
      if (match) return { route: match.route, params: { ...match.pattern.exec(pathInService)?.groups }, prefix };
      const methods = [...new Set(candidates.map(({ route }) => route.method))].join(', ');
      if (candidates.length > 0) throw new MethodNotAllowed(methods);
    }
    throw new DomainError('path_not_found', 'No endpoint has this path.');
  };
}

/** Compares whole segments: `/prod` is no prefix of `/product`. */
function hasPrefix(path: string, prefix: string): boolean {
  return prefix === '' || path === prefix || path.startsWith(`${prefix}/`);
}

function supports(route: Route, method: string): boolean {
  return route.method === method || (method === 'HEAD' && route.method === 'GET' && !route.hasEffect);
}

/** Carries the value of the `Allow` header. */
export class MethodNotAllowed extends DomainError {
  readonly allow: string;

  constructor(allow: string) {
    super('method_not_allowed', `This path supports ${allow}.`);
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
        .replace(/^\{(\w+)\+\}$/, '(?<$1>.+?)')
        .replace(/^\{(\w+)#\}$/, '(?<$1>[0-9]+)'),
    )
    .join('/');
  // Ids may contain line separators: `s` lets `.` match them.
  return new RegExp(`^${pattern.replace(/\/$/, '')}/?$`, 's');
}
