import type { Event } from './middleware.ts';
import { decodePath, type PathEncoding } from './path.ts';

/**
 * Normalises an event of an HTTP API (payload format 2.0). Never throws: events of warmers, console tests and other
 * gateways have to reach the log.
 */
export function toEvent(input: unknown): Event {
  const event = objectOf(input);
  const context = objectOf(event.requestContext);
  const http = objectOf(context.http);
  const headers = lowerCaseHeaders(event.headers);
  const isRequest = typeof http.method === 'string' && typeof event.rawPath === 'string';
  return {
    method: isRequest ? (http.method as string) : undefined,
    path: isRequest ? decodePath(event.rawPath as string, encodingOf(context)) : '',
    stage: textOf(context.stage),
    hasOwnDomain: hasOwnDomain(context),
    headers,
    cookies: cookiesOf(event.cookies ?? headers.cookie),
    query: textsOf(event.queryStringParameters),
    // serverless-offline passes the JSON bodies `false` and `0` parsed.
    body: String(event.body ?? ''),
    isBase64Encoded: event.isBase64Encoded === true,
    source: isRequest ? undefined : describeSource(event, context),
  };
}

/** The format of an event that is not a request, for the operator of the gateway. */
function describeSource(event: Record<string, unknown>, context: Record<string, unknown>): string {
  if (context.elb !== undefined) return 'an event of a load balancer';
  if (event.httpMethod !== undefined) return 'an event in payload format 1.0';
  if (Array.isArray(event.Records)) return 'records of a stream or queue';
  return 'no request';
}

/** HTTP APIs decode the path once; Lambda function URLs and serverless-offline pass it as sent. */
function encodingOf({ apiId, domainName }: Record<string, unknown>): PathEncoding {
  if (typeof apiId !== 'string') return 'unknown';
  return isOffline(apiId) || textOf(domainName)?.includes('.lambda-url.') ? 'encoded' : 'decoded';
}

function isOffline(value: string): boolean {
  return value.startsWith('offlineContext_');
}

/** Whether callers use a custom domain: its addresses do not contain the stage. */
function hasOwnDomain({ domainName }: Record<string, unknown>): boolean {
  const domain = textOf(domainName);
  return domain !== undefined && !isOffline(domain) && !domain.includes('.execute-api.');
}

function lowerCaseHeaders(headers: unknown): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(textsOf(headers)).map(([name, value]) => [name.toLowerCase(), value]));
}

/** @param sent the list of an HTTP API, or the header where a gateway passes that */
function cookiesOf(sent: unknown): string[] {
  return (Array.isArray(sent) ? sent : [sent]).filter(text => typeof text === 'string');
}

function textsOf(value: unknown): Record<string, string | undefined> {
  const texts = Object.entries(objectOf(value)).filter(([, text]) => typeof text === 'string');
  return Object.fromEntries(texts) as Record<string, string>;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
