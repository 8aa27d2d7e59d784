import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../../cli/projectRoot.ts';

/** The part of JSON Schema that is used here. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  minimum?: number;
  minLength?: number;
  format?: string;
  default?: unknown;
}

export interface Parameter {
  name: string;
  in: 'path' | 'query';
  required: boolean;
  schema: Schema;
}

/** An operation of openapi.json. */
export interface Operation {
  id: string;
  method: string;
  path: string;
  parameters: Parameter[];
  body: Schema | undefined;
  /** By status. */
  responses: Record<string, unknown>;
}

interface Described {
  operationId: string;
  parameters?: Parameter[];
  requestBody?: { content: { 'application/json': { schema: Schema } } };
  responses: Record<string, unknown>;
}

const document = JSON.parse(readFileSync(join(PROJECT_ROOT, 'openapi.json'), 'utf8')) as {
  paths: Record<string, Record<string, Described>>;
  components: { schemas: Record<string, Schema> };
};

export const OPERATIONS: readonly Operation[] = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, { operationId, parameters = [], requestBody, responses }]) => ({
    id: operationId,
    method: method.toUpperCase(),
    path,
    parameters,
    body: requestBody?.content['application/json'].schema,
    responses,
  })),
);

export function resolveReference(schema: Schema): Schema {
  return schema.$ref
    ? resolveReference(document.components.schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {})
    : schema;
}

/** Values by the name of the member or parameter that has them. */
export type KnownValues = Readonly<Record<string, unknown>>;

/** A sample of the schema with the known values and without optional members. */
export function sampleOf(schema: Schema, values: KnownValues, name = ''): unknown {
  if (name in values) return values[name];
  const { anyOf, properties, required = [], items, ...scalar } = resolveReference(schema);
  if (scalar.const !== undefined) return scalar.const;
  if (scalar.enum) return scalar.enum[0];
  if (anyOf?.[0]) return sampleOf(anyOf[0], values);
  if (properties) {
    return Object.fromEntries(required.map(member => [member, sampleOf(properties[member] ?? {}, values, member)]));
  }
  if (items) return [sampleOf(items, values)];
  return sampleScalar(scalar);
}

function sampleScalar({ type, format, minimum = 1, minLength = 1 }: Schema): unknown {
  const [first] = [type].flat();
  if (first === 'integer' || first === 'number') return Math.max(minimum, 1);
  if (first === 'boolean') return true;
  if (first === 'string') return format === 'date-time' ? '2030-01-01T00:00:00.000Z' : 'x'.repeat(minLength);
  return null;
}

/** The path with its parameters, percent-encoded. */
export function pathOf(path: string, params: KnownValues): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(params[name]).toWellFormed()));
}
