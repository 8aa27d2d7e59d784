/**
 * The limits of a deployment: throttling of HTTP API routes, and reserved concurrency of functions.
 * docs/deploying.md "Limits" explains them.
 */
const API = '/api/edx_proctoring';

/** Without a limit for all other routes, unless THROTTLING has a `default`: it would hide a raised quota. */
const ROUTE_LIMITS = {
  // Anonymous callers cost an invocation each. The burst quota of smaller regions is 1,250.
  [`ANY ${API}/proctoring_review_callback`]: { rate: 1000, burst: 1000 },
  [`ANY ${API}/proctoring_review_callback/{proxy+}`]: { rate: 1000, burst: 1000 },
  [`ANY ${API}/proctoring_launch_callback/{proxy+}`]: { rate: 1000, burst: 1000 },
  [`ANY ${API}/v1/vendors/{proxy+}`]: { rate: 1000, burst: 1000 },
  // With its preflights: front ends ask for it before each write.
  'ANY /csrf/api/v1/token': { rate: 1000, burst: 1000 },
  // A page load is three requests.
  'GET /staff': { rate: 200, burst: 200 },
  'GET /staff/{proxy+}': { rate: 200, burst: 200 },
  'GET /health': { rate: 200, burst: 200 },
  $default: { rate: 200, burst: 200 },
};

/** The settings of the HTTP API's stage. */
async function httpApiStage({ resolveConfigurationProperty }) {
  const { default: defaultLimit, routes = {}, ...unknown } = readJson('THROTTLING');
  for (const name of Object.keys(unknown)) throw settingError('THROTTLING', `"${name}" is neither "default" nor "routes"`);
  const existing = routeKeys(await resolveConfigurationProperty(['functions']));
  for (const routeKey of Object.keys(routes)) {
    if (!existing.has(routeKey)) throw settingError('THROTTLING', `there is no route "${routeKey}"`);
  }
  const limits = Object.entries({ ...ROUTE_LIMITS, ...routes }).filter(([, limit]) => limit !== null);
  return {
    extensions: {
      HttpApiStage: {
        // CloudFormation rejects settings of routes that do not exist yet.
        DependsOn: limits.map(([routeKey]) => logicalId(routeKey)),
        Properties: {
          ...(defaultLimit && { DefaultRouteSettings: { DetailedMetricsEnabled: false, ...settings('default', defaultLimit) } }),
          RouteSettings: Object.fromEntries(limits.map(([routeKey, limit]) => [routeKey, settings(routeKey, limit)])),
        },
      },
    },
  };
}

function settings(name, limit) {
  const { rate, burst, ...unknown } = limit ?? {};
  const isValid = Number.isInteger(rate) && rate > 0 && Number.isInteger(burst) && burst > 0;
  if (!isValid || Object.keys(unknown).length > 0) {
    // API Gateway takes a missing rate or burst for zero and rejects every request.
    throw settingError('THROTTLING', `"${name}" must be {"rate": …, "burst": …}, both whole numbers above 0`);
  }
  return { ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst };
}

function routeKeys(functions) {
  const events = [functions].flat().flatMap(group => Object.values(group ?? {}).flatMap(({ events }) => events ?? []));
  return new Set(events.flatMap(({ httpApi }) => (httpApi === undefined ? [] : [httpApi === '*' ? '$default' : httpApi])));
}

/** The logical id that the packager gives to a route. */
function logicalId(routeKey) {
  if (routeKey === '$default') return 'HttpApiRouteDefault';
  const parts = routeKey.split('/').map(part => {
    const name = part.toLowerCase().replace(/-/g, 'Dash').replace(/\{(.*)\}/g, '$1Var').replace(/[^0-9A-Za-z]/g, '');
    return name.charAt(0).toUpperCase() + name.slice(1);
  });
  return `HttpApiRoute${parts.join('')}`;
}

/** The reserved concurrency of a stream function; null by default, because new accounts have little. */
function reservedConcurrency(name) {
  const value = process.env[name] ?? '';
  if (value === '') return null;
  if (!/^[1-9]\d{0,4}$/.test(value)) throw settingError(name, 'it must be a whole number above 0');
  return Number(value);
}

function readJson(name) {
  try {
    const value = JSON.parse(process.env[name] || '{}');
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch {}
  throw settingError(name, 'it must be a JSON object');
}

function settingError(name, reason) {
  return new Error(`Setting ${name}: ${reason}.`);
}

module.exports = {
  httpApiStage,
  archiveConcurrency: () => reservedConcurrency('ARCHIVE_RESERVED_CONCURRENCY'),
  eventsConcurrency: () => reservedConcurrency('EVENTS_RESERVED_CONCURRENCY'),
  notificationsConcurrency: () => reservedConcurrency('NOTIFICATIONS_RESERVED_CONCURRENCY'),
};
