import packageJson from '../../package.json' with { type: 'json' };
import { CONTRACT } from '../../src/api/contract/contract.ts';
import { problemExample } from '../../src/api/contract/documentation/problems.ts';
import { ERRORS, type ErrorCode } from '../../src/domain/errors.ts';
import { withDescriptions } from './descriptions.ts';
import { eventWebhooks } from './eventWebhooks.ts';
import { openApiPath, operationOf, webhookOf } from './operation.ts';
import { createSchemas, type JsonSchema, type Schemas } from './schemas.ts';

const DESCRIPTION = `Stores proctored-exam attempts, ingests the proctoring vendors' reviews and archives every status change and removal.
Compatible with the HTTP API of Open edX's edx-proctoring.

Every error is a problem document (RFC 9457): \`type\` is \`urn:proctoring:problem:\` and the error code, \`detail\` is
for people. Every answer carries \`X-Request-Id\`. An unknown path is answered 404, an unknown method
of a path 405 with \`Allow\`. Ids may be sent as numbers or as their digits, booleans also as "true" and "false". Unknown
members of a body are ignored, and so is a slash at the end of a path.

On AWS the gateway rejects requests above its limits: 429 with \`{"message": "Too Many Requests"}\`, which is not a problem
document and has no \`X-Request-Id\`. Such a request had no effect; retry with exponential backoff and jitter.

Each operation has an example request. A local stack with default settings (\`npm start\`) creates the objects of the examples
when this document is first read there. Each example then succeeds once, in any order, with the token that
\`npm run --silent token -- --staff\` prints.`;

export const TAGS: Readonly<Record<string, string>> = {
  Exams: 'Exams, their settings and review policies',
  'Exam control': 'Control of a running exam, for the staff of its course',
  Attempts: 'The life of an attempt, for learners and staff',
  Lists: 'Lists of attempts for learners and staff',
  Onboarding: 'The onboarding of learners with a vendor',
  Reports: 'Reports on a course',
  Allowances: 'Extra time and other accommodations of a learner at an exam',
  'Course staff': 'The staff of courses, where tokens do not name them',
  Enrolments: 'The learners of courses, for the list of their onboarding',
  Learners: 'Ids, usernames and emails of learners',
  Archive: 'Live and archived attempts by attempt code',
  Notes: 'Remarks of staff on attempts',
  Events: 'Changes of attempts, reviews and allowances, for systems that poll',
  Webhooks: 'Endpoints to which events are sent',
  Vendors: 'Deliveries of the proctoring vendors',
  Privacy: 'Erasure of learners, here and at the vendors',
  Health: 'Availability',
  Session: 'Sessions of browsers, and the rights of the caller',
  'edx-exams': 'The paths of edx-exams, for its front ends',
  'Instructor dashboard': 'The API of the newer instructor dashboard',
};

const HEADERS = {
  'X-Request-Id': { description: 'Id of the request in the log.', schema: { type: 'string' } },
  'WWW-Authenticate': { description: 'The required kind of token.', schema: { type: 'string' } },
  Link: { description: 'The next page, with `rel="next"`; absent on the last one.', schema: { type: 'string' } },
  'Retry-After': { description: 'Seconds to wait before the retry.', schema: { type: 'integer' } },
};

/** openapi.json: the contract as an OpenAPI 3.1 document. */
export function openApiDocument(): JsonSchema {
  const schemas = createSchemas();
  const paths = pathsOf(schemas);
  const webhooks = { ...webhooksOf(schemas), ...eventWebhooks(schemas) };
  return {
    openapi: '3.1.1',
    info: {
      title: 'Proctoring',
      version: packageJson.version,
      description: DESCRIPTION,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/', description: 'The origin of this document' }],
    tags: CONTRACT.map(({ tag }) => ({ name: tag, ...(TAGS[tag] && { description: TAGS[tag] }) })),
    paths,
    webhooks,
    components: {
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description:
            'Signed by the LMS. The scheme of Open edX, `JWT <token>`, is accepted too, and so are its two session cookies beside the header `USE-JWT-COOKIE`.',
        },
      },
      headers: HEADERS,
      examples: problemExamples(paths),
      schemas: Object.fromEntries(
        Object.entries(schemas.components()).map(([id, json]) => [
          id,
          withDescriptions(json, id.replace(/Input$/, '')),
        ]),
      ),
    },
  };
}

function pathsOf(schemas: Schemas): JsonSchema {
  const paths: Record<string, Record<string, JsonSchema>> = {};
  for (const { tag, endpoints } of CONTRACT) {
    for (const endpoint of endpoints) {
      const path = openApiPath(endpoint.path);
      paths[path] = { ...paths[path], [endpoint.method.toLowerCase()]: operationOf(tag, endpoint, schemas) };
    }
  }
  return paths;
}

/** An example of each problem that an operation refers to. */
function problemExamples(paths: JsonSchema): JsonSchema {
  const references = JSON.stringify(paths).matchAll(/"#\/components\/examples\/(\w+)"/g);
  const codes = [...new Set([...references].map(match => match[1] as ErrorCode))].sort();
  return Object.fromEntries(codes.map(code => [code, { summary: ERRORS[code].title, value: problemExample(code) }]));
}

function webhooksOf(schemas: Schemas): JsonSchema {
  const deliveries = CONTRACT.flatMap(({ tag, endpoints }) =>
    endpoints.filter(({ delivery }) => delivery).map(endpoint => ({ tag, endpoint })),
  );
  return Object.fromEntries(
    deliveries.map(({ tag, endpoint }) => [endpoint.id, { post: webhookOf(tag, endpoint, schemas) }]),
  );
}
