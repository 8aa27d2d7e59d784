import type * as z from 'zod/mini';
import type { Endpoints } from '../../src/api/contract/contract.ts';
import { REQUEST_OUTCOMES, REQUESTS, type RequestExample } from '../../src/api/contract/documentation/requests.ts';
import { type Endpoint, needsToken } from '../../src/api/contract/endpoint.ts';
import { descriptionOf, withDescriptions } from './descriptions.ts';
import { toFormExample, toFormSchema } from './forms.ts';
import { responsesOf } from './responses.ts';
import type { JsonSchema, Schemas } from './schemas.ts';

/** The OpenAPI operation of an endpoint. */
export function operationOf(tag: string, endpoint: Endpoint, schemas: Schemas): JsonSchema {
  const example: RequestExample = REQUESTS[endpoint.id as keyof Endpoints];
  const toParameter = (location: 'path' | 'query', values: RequestExample['params']) => (parameter: JsonSchema) => ({
    ...parameter,
    in: location,
    ...descriptionOf(String(parameter.name), endpoint.id),
    example: values?.[String(parameter.name)],
  });
  const parameters = [
    ...parametersOf(endpoint.params?.(), schemas)
      .map(parameter => ({ ...parameter, required: true }))
      .map(toParameter('path', example.params))
      .map(parameter => withSlashes(parameter, endpoint.path)),
    ...parametersOf(endpoint.query?.(), schemas).map(toParameter('query', example.query)),
  ];
  const outcome = REQUEST_OUTCOMES[endpoint.id as keyof Endpoints];
  return {
    operationId: endpoint.id,
    tags: [tag],
    summary: endpoint.summary,
    description: `May be called by: ${endpoint.access}.${outcome ? ` ${describeOutcome(outcome)}` : ''}`,
    'x-who': endpoint.access,
    ...(outcome && { 'x-example-status': outcome.status }),
    security: needsToken(endpoint) ? [{ token: [] }] : [],
    ...(parameters.length > 0 && { parameters }),
    ...requestBodyOf(endpoint, example.body, schemas),
    responses: responsesOf(endpoint, schemas),
  };
}

function describeOutcome({ status, because }: { status: number; because: string }): string {
  return `A local stack with its default settings answers the example with ${status}: ${because}.`;
}

/** The webhook of an endpoint that receives deliveries. */
export function webhookOf(tag: string, { params: _inPath, ...endpoint }: Endpoint, schemas: Schemas): JsonSchema {
  return {
    ...operationOf(tag, endpoint, schemas),
    operationId: `${endpoint.id}Webhook`,
    description: `The vendor posts this to \`${endpoint.path}\`.`,
  };
}

/** OpenAPI has one kind of path parameter; `{name+}` is a parameter with slashes, `{name#}` one of digits. */
export function openApiPath(path: string): string {
  return path.replaceAll(/[+#]\}/g, '}');
}

function parametersOf(schema: z.ZodMiniObject | undefined, schemas: Schemas): JsonSchema[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = schemas.toJson(schema, 'input') as {
    properties?: Record<string, JsonSchema>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, json]) => ({
    name,
    required: required.includes(name),
    schema: json,
  }));
}

function withSlashes(parameter: JsonSchema, path: string): JsonSchema {
  if (!path.includes(`{${parameter.name}+}`)) return parameter;
  const description = `${parameter.description ?? ''} Slashes may be sent as they are or percent-encoded.`.trim();
  return { ...parameter, description, 'x-slashes': true };
}

function requestBodyOf({ id, body, delivery, acceptsForms }: Endpoint, example: unknown, schemas: Schemas): JsonSchema {
  const schema = (body ?? delivery)?.();
  if (!schema) return {};
  const json = withDescriptions(schemas.toJson(schema, 'input'), id);
  const form = acceptsForms && { schema: toFormSchema(json), example: toFormExample(example, json) };
  return {
    requestBody: {
      ...(delivery && { description: 'JSON, regardless of its Content-Type.' }),
      required: !acceptsEmptyObject(schema),
      content: {
        'application/json': { schema: json, example },
        ...(form && { 'application/x-www-form-urlencoded': form, 'multipart/form-data': form }),
      },
    },
  };
}

/** A missing body counts as `{}`. */
function acceptsEmptyObject(schema: z.ZodMiniType): boolean {
  return schema.safeParse({}).success;
}
