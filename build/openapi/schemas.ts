import * as z from 'zod/mini';
import { NAMED_SCHEMAS } from '../../src/api/contract/contract.ts';
import { problem } from '../../src/api/contract/problem.ts';

export type JsonSchema = Readonly<Record<string, unknown>>;

/** Schemas with defaults differ between input and output. */
export type Direction = 'input' | 'output';

/** Zod schemas as JSON Schema (2020-12, the dialect of OpenAPI 3.1); named schemas become components. */
export interface Schemas {
  toJson(schema: z.ZodMiniType, direction: Direction): JsonSchema;
  components(): Record<string, JsonSchema>;
}

for (const [name, named] of Object.entries({ ...NAMED_SCHEMAS, problem })) {
  const schema = named();
  const id = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  z.globalRegistry.add(schema, { ...z.globalRegistry.get(schema), id });
}

export function createSchemas(): Schemas {
  const components: Record<string, JsonSchema> = {};
  return {
    toJson: (schema, direction) => {
      const {
        $schema,
        $defs = {},
        ...json
      } = z.toJSONSchema(schema, {
        io: direction,
        unrepresentable: 'any',
        override: simplify,
      });
      for (const [id, named] of Object.entries($defs)) {
        components[componentName(id, direction)] = toPortable(withoutId(named), direction) as JsonSchema;
      }
      return toPortable(json, direction) as JsonSchema;
    },
    components: () => Object.fromEntries(Object.entries(components).sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

/** Formats replace equivalent patterns; answers may have additional members in later versions. */
function simplify({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  if (jsonSchema.format === 'date-time') delete jsonSchema.pattern;
  if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
}

function withoutId({ id: _, ...json }: JsonSchema): JsonSchema {
  return json;
}

function componentName(id: string, direction: Direction): string {
  return direction === 'input' ? `${id}Input` : id;
}

/** The schema with references to the components, and with patterns that all tools can compile. */
function toPortable(json: unknown, direction: Direction): unknown {
  if (Array.isArray(json)) return json.map(element => toPortable(element, direction));
  if (typeof json !== 'object' || json === null) return json;
  const convert = (name: string, value: unknown) => {
    if (name === '$ref') return reference(value as string, direction);
    if (name === 'pattern' && typeof value === 'string') return withoutUnicodeClasses(value);
    return toPortable(value, direction);
  };
  const members = Object.entries(json).filter(([, value]) => value !== WITHOUT_SURROGATES);
  return Object.fromEntries(members.map(([name, value]) => [name, convert(name, value)]));
}

function reference(pointer: string, direction: Direction): string {
  return `#/components/schemas/${componentName(pointer.replace('#/$defs/', ''), direction)}`;
}

/** Matches every string without lone surrogates; redundant in JSON. */
const WITHOUT_SURROGATES = String.raw`^\P{Cs}*$`;

/**
 * Swagger UI compiles patterns without the flag `u`: `\\p{Cc}` would match these letters literally, and it sends no value that
 * does not match. Surrogates cannot be matched without the flag.
 */
function withoutUnicodeClasses(pattern: string): string {
  const control = String.raw`\u0000-\u001f\u007f-\u009f`;
  return pattern
    .replaceAll(String.raw`\P{Cc}`, () => `[^${control}]`)
    .replaceAll(String.raw`\p{Cc}`, () => control)
    .replaceAll(String.raw`\p{Cs}`, '');
}
