import type { APIGatewayProxyEventV2 } from 'aws-lambda';

export interface HttpRequest {
  method: string;
  /** Percent-encoded, as on the wire. */
  path: string;
  query?: Record<string, string>;
  token?: string;
  json?: unknown;
  /** Sent as it is, in place of `json`. */
  body?: string;
  headers?: Record<string, string>;
}

/** An HTTP API's event for a browser's request (payload format 2.0). */
export function toEvent(request: HttpRequest): APIGatewayProxyEventV2 {
  const { method, path, query, token, json, headers } = request;
  const body = request.body ?? (json === undefined ? undefined : JSON.stringify(json));
  return toGatewayEvent({
    method,
    path,
    search: new URLSearchParams(query).toString(),
    headers: {
      accept: 'application/json',
      'accept-encoding': 'gzip, deflate, br',
      host: 'proctoring.example.edu',
      'user-agent':
        'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36',
      ...(token && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json', 'content-length': `${Buffer.byteLength(body)}` }),
      ...headers,
    },
    body,
  });
}

/** A request as it is on the wire. */
export interface WireRequest {
  method: string;
  path: string;
  /** Without the question mark. */
  search: string;
  headers: Readonly<Record<string, string>>;
  cookies?: string[] | undefined;
  body?: string | undefined;
  isBase64Encoded?: boolean;
}

/** @throws URIError for a path that is not percent-encoded */
export function toGatewayEvent(request: WireRequest): APIGatewayProxyEventV2 {
  const { method, path, search, headers, cookies, body, isBase64Encoded = false } = request;
  const rawPath = decodeURIComponent(path);
  const query = joinedValues(search);
  const now = Date.now();
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath,
    rawQueryString: search,
    ...(cookies && { cookies }),
    headers: {
      'x-amzn-trace-id': 'Root=1-67291c3c-1d2e3f405162738495a6b7c8',
      'x-forwarded-for': '203.0.113.7',
      'x-forwarded-port': '443',
      'x-forwarded-proto': 'https',
      ...headers,
    },
    ...(search !== '' && { queryStringParameters: query }),
    requestContext: {
      accountId: '123456789012',
      apiId: 'a1b2c3d4e5',
      domainName: 'proctoring.example.edu',
      domainPrefix: 'proctoring',
      http: { method, path: rawPath, protocol: 'HTTP/1.1', sourceIp: '203.0.113.7', userAgent: 'Mozilla/5.0' },
      requestId: 'JKJaXmPLvHcESHA=',
      routeKey: '$default',
      stage: '$default',
      time: new Date(now).toUTCString(),
      timeEpoch: now,
    },
    ...(body !== undefined && { body }),
    isBase64Encoded,
  };
}

/** The values of a repeated parameter are joined by commas. */
function joinedValues(search: string): Record<string, string> {
  const parameters = new URLSearchParams(search);
  return Object.fromEntries([...parameters.keys()].map(name => [name, parameters.getAll(name).join(',')]));
}

export interface Answer {
  status: number;
  /** The body, parsed where it is JSON; `{}` otherwise. */
  json: Readonly<Record<string, unknown>>;
  text: string;
}

/** An answer of an HTTP function, taken apart. */
export function toAnswer(result: unknown): Answer {
  const {
    statusCode = 200,
    body = '',
    headers,
  } = result as {
    statusCode?: number;
    body?: string;
    headers?: Record<string, string>;
  };
  const isJson = /json/.test(headers?.['content-type'] ?? '') && body !== '';
  return { status: statusCode, text: body, json: isJson ? JSON.parse(body) : {} };
}
