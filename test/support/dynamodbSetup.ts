import type { TestProject } from 'vitest/node';
import type { TableDefinition } from '../../dev/dynamodb/tableDefinitions.ts';
import { readServiceDefinition, type ServiceDefinition } from '../../dev/serviceDefinition.ts';
import { useSharedDynamodb } from './sharedDynamodb.ts';

declare module 'vitest' {
  interface ProvidedContext {
    dynamodbEndpoint: string;
    serviceDefinition: ServiceDefinition;
  }
}

/**
 * The DynamoDB Local of all integration tests; each file makes tables of its own in it. They have no streams: nobody reads
 * them there, and DynamoDB Local looks through all that was ever written to a stream at every call.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const [dynamodb, definition] = await Promise.all([useSharedDynamodb(), readServiceDefinition('local')]);
  project.provide('dynamodbEndpoint', dynamodb.endpoint);
  project.provide('serviceDefinition', { ...definition, tables: definition.tables.map(withoutStream) });
  return dynamodb.release;
}

function withoutStream({ input: { StreamSpecification: _, ...input }, ...table }: TableDefinition): TableDefinition {
  return { ...table, input };
}
