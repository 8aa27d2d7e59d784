import * as z from 'zod/mini';
import { NAMED_SCHEMAS } from '../../src/api/contract/contract.ts';
import { problem } from '../../src/api/contract/problem.ts';

export type JsonSchema = Readonly<Record<string, unknown>>;

/** Schemas with defaults differ between input and output. */
export type Direction = 'input' | 'output';

/** Zod's schemas as JSON Schema (2020-12, the dialect of OpenAPI 3.1); those with a name are gathered as components. */
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
        components[componentName(id, direction)] = forReaders(withoutId(named), direction) as JsonSchema;
      }
      return forReaders(json, direction) as JsonSchema;
    },
    components: () => Object.fromEntries(Object.entries(components).sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

/** Formats replace equivalent patterns; answers may get more members. */
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

/** The same JSON with every reference pointing to the components, and patterns that every tool understands. */
function forReaders(json: unknown, direction: Direction): unknown {
  if (Array.isArray(json)) return json.map(one => forReaders(one, direction));
  if (typeof json !== 'object' || json === null) return json;
  const converted = (name: string, value: unknown) => {
    if (name === '$ref') return reference(value as string, direction);
    if (name === 'pattern' && typeof value === 'string') return withoutUnicodeClasses(value);
    return forReaders(value, direction);
  };
  const kept = Object.entries(json).filter(([, value]) => value !== WITHOUT_SURROGATES);
  return Object.fromEntries(kept.map(([name, value]) => [name, converted(name, value)]));
}

function reference(pointer: string, direction: Direction): string {
  return `#/components/schemas/${componentName(pointer.replace('#/$defs/', ''), direction)}`;
}

/** A pattern for every text that JSON can carry. */
const WITHOUT_SURROGATES = String.raw`^\P{Cs}*$`;

/**
 * Tools that compile a pattern without the flag `u`, as Swagger UI does, take `\\p{Cc}` for these letters, and refuse to
 * send values that do not match. Without the flag lone surrogates cannot be told from others.
 */
function withoutUnicodeClasses(pattern: string): string {
  const control = String.raw`\u0000-\u001f\u007f-\u009f`;
  return pattern
    .replaceAll(String.raw`\P{Cc}`, () => `[^${control}]`)
    .replaceAll(String.raw`\p{Cc}`, () => control)
    .replaceAll(String.raw`\p{Cs}`, '');
}
