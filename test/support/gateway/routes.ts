/** A route of an HTTP API and the function that it leads to. */
interface Route<T> {
  method: string;
  segments: readonly string[];
  isGreedy: boolean;
  target: T;
}

/** Finds the function of a request. */
export type Router<T> = (method: string, path: string) => T | undefined;

/**
 * Chooses among routes as an HTTP API does: a route that the whole path matches, then the one with the longest path before
 * `{proxy+}`, then `*`. Among equal ones, text is preferred to a parameter, and a method to ANY.
 * @param routes route keys of serverless.yml with their targets
 */
export function createRouter<T>(routes: readonly (readonly [key: string, target: T])[]): Router<T> {
  const fallback = routes.find(([key]) => key === '*')?.[1];
  const ordered = routes
    .filter(([key]) => key !== '*')
    .map(([key, target]) => parseRoute(key, target))
    .sort(compareRoutes);
  return (method, path) => {
    const segments = path.split('/').slice(1);
    return ordered.find(route => matches(route, method, segments))?.target ?? fallback;
  };
}

function parseRoute<T>(key: string, target: T): Route<T> {
  const [method = '', path = ''] = key.split(' ');
  const isGreedy = path.endsWith('/{proxy+}');
  const segments = path.split('/').slice(1);
  return { method, segments: isGreedy ? segments.slice(0, -1) : segments, isGreedy, target };
}

function compareRoutes(a: Route<unknown>, b: Route<unknown>): number {
  return (
    Number(a.isGreedy) - Number(b.isGreedy) ||
    b.segments.length - a.segments.length ||
    a.segments.filter(isParameter).length - b.segments.filter(isParameter).length ||
    Number(a.method === 'ANY') - Number(b.method === 'ANY')
  );
}

function matches(route: Route<unknown>, method: string, segments: readonly string[]): boolean {
  const { length } = route.segments;
  const hasLength = route.isGreedy ? segments.length > length : segments.length === length;
  return (
    hasLength &&
    (route.method === 'ANY' || route.method === method) &&
    route.segments.every(
      (segment, index) => segment === segments[index] || (isParameter(segment) && segments[index] !== ''),
    )
  );
}

function isParameter(segment: string): boolean {
  return segment.startsWith('{');
}
