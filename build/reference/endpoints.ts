import type * as z from 'zod/mini';
import { CONTRACT } from '../../src/api/contract/contract.ts';
import type { Endpoint } from '../../src/api/contract/endpoint.ts';
import { TAGS } from '../openapi/document.ts';
import { openApiPath } from '../openapi/operation.ts';
import { createSchemas, type JsonSchema } from '../openapi/schemas.ts';
import { cell, GENERATED, table } from './markdown.ts';

const PREFIX = '/api/edx_proctoring';

/** docs/endpoints.md: every endpoint of the contract, by topic. */
export function endpointsDocument(): string {
  const sections = CONTRACT.map(({ tag, endpoints }) => {
    const rows = endpoints
      .toSorted(byPath)
      .map(endpoint => [
        `\`${endpoint.method} ${openApiPath(endpoint.path).replace(PREFIX, '')}\``,
        cell(`${endpoint.summary}.`),
        endpoint.access,
        inputOf(endpoint),
        `\`${endpoint.id}\``,
      ]);
    return `## ${tag}\n\n${TAGS[tag]}.\n\n${table(['endpoint', 'purpose', 'callers', 'input', 'operation'], rows)}`;
  });
  return `# Endpoints

${GENERATED('the contract (`src/api/contract`)')}

Paths begin with \`${PREFIX}\`, except \`/health\`, \`/csrf/…\`, \`/api/proctoring/…\`, \`/api/v1/…\` and \`/lti/…\`. Tokens are sent as \`Authorization: Bearer …\` or, as by Open edX, \`JWT …\`; browsers may send the
two session cookies of Open edX with the header \`USE-JWT-COOKIE\`. *Course staff* are
staff of the exam's course; *global staff* are staff of every course. An \`input\` is a field of the body or, after \`?\`, of the query; fields in
brackets are optional. A course id may contain slashes, plain or percent-encoded.

Errors are problem documents (RFC 9457). As in edx-proctoring, domain errors are 400, including those about a missing object; the endpoints
by attempt code, PATCH and other additions use 404 and 409.

[openapi.json](../openapi.json) has the schemas, examples and errors of each operation. \`npm start\` serves it at \`http://localhost:3000/docs\`, where
requests can be sent: "Authorize" takes the token that \`npm run --silent token -- --staff\` prints, and the local stack creates the exam,
learners and attempts that the examples name. Front ends of other origins need \`CORS_ORIGINS\`.

${sections.join('\n\n')}
`;
}

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

function byPath(a: Endpoint, b: Endpoint): number {
  if (a.path !== b.path) return a.path < b.path ? -1 : 1;
  return METHODS.indexOf(a.method) - METHODS.indexOf(b.method);
}

function inputOf({ query, body, delivery }: Endpoint): string {
  const schemas = createSchemas();
  const fieldsOf = (schema: z.ZodMiniType | undefined) => (schema ? fields(schemas.toJson(schema, 'input')) : '');
  const inQuery = fieldsOf(query?.());
  const inBody = delivery ? "the vendor's review" : fieldsOf(body?.());
  return [inBody, inQuery && `? ${inQuery}`].filter(text => text !== '').join(' ');
}

function fields({ properties = {}, required = [], items }: JsonSchema): string {
  if (items) return `a list of objects: ${fields(items as JsonSchema)}`;
  const isRequired = (name: string) => (required as string[]).includes(name);
  const names = Object.keys(properties as object);
  return names.map(name => (isRequired(name) ? `\`${name}\`` : `[\`${name}\`]`)).join(', ');
}
