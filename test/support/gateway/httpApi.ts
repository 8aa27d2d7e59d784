import type { IncomingMessage, ServerResponse } from 'node:http';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { toGatewayEvent } from '../bundledService/event.ts';

/** Bodies of other content types, and compressed ones, reach a function in base64. */
const TEXT_TYPE = /^(text\/|application\/(json|javascript|xml)\b)/;

/** The event that an HTTP API makes of a request, as JSON. @throws URIError for a path that is not percent-encoded */
export async function toEventText(request: IncomingMessage): Promise<string> {
  const { method = '', headersDistinct } = request;
  const { path, search } = addressOf(request);
  const { cookie, ...others } = headersDistinct;
  const headers = Object.fromEntries(Object.entries(others).map(([name, values = []]) => [name, values.join(',')]));
  const bytes = await bytesOf(request);
  const isText = headers['content-encoding'] === undefined && TEXT_TYPE.test(headers['content-type'] ?? '');
  const event = toGatewayEvent({
    method,
    path,
    search,
    headers,
    cookies: cookie?.flatMap(value => value.split(/; */)),
    ...(bytes.length > 0 && { body: bytes.toString(isText ? 'utf8' : 'base64'), isBase64Encoded: !isText }),
  });
  return JSON.stringify(event);
}

/** Path and query as they were sent. */
export function addressOf({ url = '/' }: IncomingMessage): { path: string; search: string } {
  const [path = '/', ...search] = url.split('?');
  return { path, search: search.join('?') };
}

/** Sends the result of a function. */
export function sendResult(response: ServerResponse, text: string): void {
  const { statusCode = 200, headers = {}, cookies, body, isBase64Encoded } = parseResult(text);
  response.statusCode = statusCode;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, String(value));
  if (cookies) response.setHeader('set-cookie', cookies);
  response.end(Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8'));
}

function parseResult(text: string): APIGatewayProxyStructuredResultV2 {
  const result = JSON.parse(text);
  if (typeof result?.statusCode === 'number') return result;
  throw new TypeError(`A function returned no answer: ${text.slice(0, 200)}`);
}

export async function bytesOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk);
  return Buffer.concat(chunks);
}
