import type { TableDefinition } from '../../../dev/dynamodb/tables.ts';
import type { TableNames } from '../../../src/store/dynamodb/tables.ts';
import type { Index } from './units.ts';

/** The properties of a table that decide the cost of a call. */
export interface MeteredTable {
  /** The short name, such as `attempts`. */
  label: string;
  keys: readonly string[];
  indexes: readonly Index[];
}

/** The tables by their full names. */
export function meteredTables(
  definitions: readonly TableDefinition[],
  names: TableNames,
): ReadonlyMap<string, MeteredTable> {
  const labels = new Map(Object.entries(names).map(([label, name]) => [name, label]));
  return new Map(definitions.map(({ name, input }) => [name, toMetered(labels.get(name) ?? name, input)]));
}

function toMetered(label: string, input: TableDefinition['input']): MeteredTable {
  const keys = attributesOf(input.KeySchema);
  const indexes = (input.GlobalSecondaryIndexes ?? []).map(index => {
    const indexKeys = attributesOf(index.KeySchema);
    const { ProjectionType, NonKeyAttributes = [] } = index.Projection ?? {};
    const projected = ProjectionType === 'ALL' ? undefined : [...keys, ...indexKeys, ...NonKeyAttributes];
    return { name: index.IndexName ?? '', keys: indexKeys, projected };
  });
  return { label, keys, indexes };
}

function attributesOf(schema: TableDefinition['input']['KeySchema']): string[] {
  return (schema ?? []).map(({ AttributeName }) => AttributeName ?? '');
}
