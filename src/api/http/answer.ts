import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

/** The answer of an endpoint. */
export interface Answer<Json = unknown> {
  status: number;
  /** Sent as JSON; undefined sends an empty body. */
  json?: Json;
  /** JSON text, or a text of the content type in `headers`, sent unchanged. */
  text?: string;
  /** Bytes in base64, of the content type in `headers`. */
  base64?: string;
  headers?: Record<string, string>;
  /** The values of Set-Cookie headers. */
  cookies?: string[];
}

export function ok(): Answer<never>;
export function ok<Json>(json: Json): Answer<Json>;
export function ok<Json>(json?: Json): Answer<Json> {
  return json === undefined ? { status: 200 } : { status: 200, json };
}

/** Links of vendors may contain spaces and other characters that a header cannot: these are percent-encoded. */
export function redirect(address: string): Answer<never> {
  return { status: 302, headers: { location: address.replaceAll(/[^!-~]+/g, encodeURIComponent) } };
}

export function toResult(answer: Answer): APIGatewayProxyStructuredResultV2 {
  const body = answer.base64 ?? answer.text ?? (answer.json === undefined ? '' : JSON.stringify(answer.json));
  return {
    statusCode: answer.status,
    headers: { ...(body && { 'content-type': 'application/json' }), 'cache-control': 'no-store', ...answer.headers },
    body,
    ...(answer.base64 !== undefined && { isBase64Encoded: true }),
    ...(answer.cookies && { cookies: answer.cookies }),
  };
}
