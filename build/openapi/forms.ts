import type { JsonSchema } from './schemas.ts';

/** The fields of a JSON body as those of a form: each a string, validated as the string in JSON is. */
export function toFormSchema({ properties = {}, required = [] }: JsonSchema): JsonSchema {
  const fields = Object.entries(properties as Record<string, JsonSchema>).filter(([, schema]) => !isObject(schema));
  const names = (required as string[]).filter(name => fields.some(([field]) => field === name));
  return {
    type: 'object',
    properties: Object.fromEntries(fields.map(([name, { description }]) => [name, { type: 'string', description }])),
    ...(names.length > 0 && { required: names }),
  };
}

/** Lists are joined with commas. A form has neither objects nor null, which is empty where the field is required. */
export function toFormExample(example: unknown, { required = [] }: JsonSchema): Record<string, string> {
  const names = required as string[];
  const fields = Object.entries(example ?? {}).flatMap(([name, value]) => {
    if (value === null) return names.includes(name) ? [[name, '']] : [];
    return typeof value === 'object' && !Array.isArray(value) ? [] : [[name, String(value)]];
  });
  return Object.fromEntries(fields);
}

function isObject({ type, anyOf = [] }: JsonSchema): boolean {
  return type === 'object' || (anyOf as JsonSchema[]).some(isObject);
}
