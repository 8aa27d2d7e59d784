import { DESCRIPTIONS } from '../../src/api/contract/documentation/descriptions.ts';
import type { JsonSchema } from './schemas.ts';

/** @param contexts owners of the name, nearest first: the first with a description wins */
export function descriptionOf(name: string, ...contexts: string[]): { description?: string } {
  const keys = [...contexts.map(context => `${context}.${name}`), name];
  const description = keys.map(key => DESCRIPTIONS[key]).find(text => text !== undefined);
  return description === undefined ? {} : { description };
}

/** The schema with a description of every property. @param context the named schema or the operation */
export function withDescriptions(schema: JsonSchema, context: string): JsonSchema {
  return describe(schema, context, context) as JsonSchema;
}

function describe(json: unknown, context: string, parent: string): unknown {
  if (Array.isArray(json)) return json.map(element => describe(element, context, parent));
  if (typeof json !== 'object' || json === null) return json;
  const entries = Object.entries(json).map(([keyword, value]) => [
    keyword,
    keyword === 'properties' ? describeProperties(value, context, parent) : describe(value, context, parent),
  ]);
  return Object.fromEntries(entries);
}

function describeProperties(properties: Record<string, object>, context: string, parent: string) {
  const entries = Object.entries(properties).map(([name, schema]) => [
    name,
    { ...(describe(schema, context, name) as object), ...descriptionOf(name, parent, context) },
  ]);
  return Object.fromEntries(entries);
}
