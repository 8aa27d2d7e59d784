import type { CreateTableCommandInput, StreamViewType, TimeToLiveSpecification } from '@aws-sdk/client-dynamodb';

/** A table of serverless.yml in the format of the DynamoDB API. */
export interface TableDefinition {
  logicalId: string;
  name: string;
  input: CreateTableCommandInput;
  timeToLive?: TimeToLiveSpecification;
}

/** The resources of a resolved CloudFormation template. */
export interface Resources {
  [logicalId: string]: { Type?: string; Properties?: unknown };
}

/** The properties of AWS::DynamoDB::Table that matter locally. */
interface TableProperties
  extends Pick<
    CreateTableCommandInput,
    'AttributeDefinitions' | 'KeySchema' | 'BillingMode' | 'ProvisionedThroughput' | 'GlobalSecondaryIndexes'
  > {
  TableName: string;
  LocalSecondaryIndexes?: CreateTableCommandInput['LocalSecondaryIndexes'];
  StreamSpecification?: { StreamViewType: StreamViewType };
  TimeToLiveSpecification?: TimeToLiveSpecification;
}

/** The tables among the resources. */
export function tableDefinitions(resources: Resources): TableDefinition[] {
  return Object.entries(resources)
    .filter(([, resource]) => resource.Type === 'AWS::DynamoDB::Table')
    .map(([logicalId, resource]) => tableDefinition(logicalId, resource.Properties as TableProperties));
}

/** The name of each table by its logical id, such as `AttemptsTable`. */
export function tableNames(definitions: readonly TableDefinition[]): Record<string, string> {
  return Object.fromEntries(definitions.map(({ logicalId, name }) => [logicalId, name]));
}

/** The tables with their names in another stage. */
export function tablesForStage(
  { stage, tables }: { stage: string; tables: readonly TableDefinition[] },
  otherStage: string,
): TableDefinition[] {
  return tables.map(table => {
    const name = table.name.replace(`-${stage}-`, `-${otherStage}-`);
    return { ...table, name, input: { ...table.input, TableName: name } };
  });
}

function tableDefinition(logicalId: string, properties: TableProperties): TableDefinition {
  const { TableName, StreamSpecification, TimeToLiveSpecification } = properties;
  const input: CreateTableCommandInput = {
    TableName,
    AttributeDefinitions: properties.AttributeDefinitions,
    KeySchema: properties.KeySchema,
    BillingMode: properties.BillingMode,
    ProvisionedThroughput: properties.ProvisionedThroughput,
    GlobalSecondaryIndexes: properties.GlobalSecondaryIndexes,
    LocalSecondaryIndexes: properties.LocalSecondaryIndexes,
    ...(StreamSpecification && { StreamSpecification: { StreamEnabled: true, ...StreamSpecification } }),
  };
  return {
    logicalId,
    name: TableName,
    input,
    ...(TimeToLiveSpecification && { timeToLive: TimeToLiveSpecification }),
  };
}
