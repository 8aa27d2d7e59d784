import type * as z from 'zod/mini';
import { type Endpoint, needsToken } from '../../src/contract/endpoint.ts';
import { responsesOf } from './responses.ts';
import type { JsonSchema, Schemas } from './schemas.ts';

/** An endpoint as an operation of OpenAPI. */
export function operationOf(tag: string, endpoint: Endpoint, schemas: Schemas): JsonSchema {
  const parameters = [
    ...parametersOf(endpoint.params?.(), 'path', schemas).map(one => withSlashes(one, endpoint.path)),
    ...parametersOf(endpoint.query?.(), 'query', schemas),
  ];
  return {
    operationId: endpoint.id,
    tags: [tag],
    summary: endpoint.summary,
    description: `May be called by: ${endpoint.who}.`,
    'x-who': endpoint.who,
    security: needsToken(endpoint) ? [{ token: [] }] : [],
    ...(parameters.length > 0 && { parameters }),
    ...requestBodyOf(endpoint, schemas),
    responses: responsesOf(endpoint, schemas),
  };
}

/** The same from the side of the vendor, who posts it. */
export function webhookOf(tag: string, { params: _inPath, ...endpoint }: Endpoint, schemas: Schemas): JsonSchema {
  return {
    ...operationOf(tag, endpoint, schemas),
    operationId: `${endpoint.id}Webhook`,
    description: `The vendor posts this to \`${endpoint.path}\`.`,
  };
}

/** OpenAPI knows one kind of path parameter; `{name+}` is what our paths call one that may hold slashes. */
export function openApiPath(path: string): string {
  return path.replaceAll('+}', '}');
}

function parametersOf(schema: z.ZodMiniObject | undefined, where: 'path' | 'query', schemas: Schemas): JsonSchema[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = schemas.toJson(schema, 'input') as {
    properties?: Record<string, JsonSchema>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, json]) => ({
    name,
    in: where,
    required: where === 'path' || required.includes(name),
    schema: json,
  }));
}

function withSlashes(parameter: JsonSchema, path: string): JsonSchema {
  if (!path.includes(`{${parameter.name}+}`)) return parameter;
  return { ...parameter, description: 'Its slashes may be sent as they are or percent-encoded.', 'x-slashes': true };
}

function requestBodyOf({ body, delivery }: Endpoint, schemas: Schemas): JsonSchema {
  const schema = (body ?? delivery)?.();
  if (!schema) return {};
  return {
    requestBody: {
      ...(delivery && { description: 'JSON, whatever its Content-Type says.' }),
      required: !schemaTakesNothing(schema),
      content: { 'application/json': { schema: schemas.toJson(schema, 'input') } },
    },
  };
}

/** No body counts as `{}`. */
function schemaTakesNothing(schema: z.ZodMiniType): boolean {
  return schema.safeParse({}).success;
}
