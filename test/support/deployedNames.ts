import type { Template } from './template.ts';

/** Names that must stay the same over deployments, by kind of resource; the stage is replaced by `{stage}`. */
export type DeployedNames = Record<string, Record<string, string>>;

/** The properties by which AWS, a caller or a person finds a resource of this type. */
const NAME_PROPERTIES: Record<string, string> = {
  'AWS::ApiGatewayV2::Route': 'RouteKey',
  'AWS::CloudWatch::Dashboard': 'DashboardName',
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::SQS::Queue': 'QueueName',
};

/** The names in a template that never change: another logical id or name is another resource, without the data of the first. */
export function deployedNames(template: Template, stage: string): DeployedNames {
  const neutral = (name: unknown) =>
    String(name)
      .replaceAll(`proctoring-${stage}`, 'proctoring-{stage}')
      .replaceAll(`proctoring/${stage}`, 'proctoring/{stage}');
  const resources: Record<string, string> = {};
  const names: Record<string, string> = {};
  const keys: Record<string, string> = {};
  const metrics: Record<string, string> = {};
  for (const [id, { Type, Properties = {} }] of Object.entries(template.Resources)) {
    resources[id] = Type;
    const property = NAME_PROPERTIES[Type];
    if (property) names[id] = neutral(Properties[property]);
    if (Type === 'AWS::DynamoDB::Table') Object.assign(keys, tableKeys(id, Properties));
    if (Type === 'AWS::Logs::MetricFilter') {
      const [transformation] = Properties.MetricTransformations as [{ MetricNamespace: string; MetricName: string }];
      metrics[id] = neutral(`${transformation.MetricNamespace} ${transformation.MetricName}`);
    }
  }
  const exports: Record<string, string> = {};
  for (const [id, { Export }] of Object.entries(template.Outputs ?? {})) {
    exports[id] = neutral(Export?.Name);
  }
  return { resources, names, keys, metrics, exports };
}

/** The recorded names that vanished or changed. */
export function lostNames(recorded: DeployedNames, present: DeployedNames): string[] {
  return Object.entries(recorded).flatMap(([kind, names]) =>
    Object.entries(names).flatMap(([id, name]) => {
      const now = present[kind]?.[id];
      return now === name ? [] : [`${kind}: ${id} was ${name}, ${now === undefined ? 'is gone' : `is ${now}`}`];
    }),
  );
}

/** The recorded names together with those that are new. */
export function withNewNames(recorded: DeployedNames, present: DeployedNames): DeployedNames {
  const kinds = Object.keys(present).map(kind => {
    const all = { ...present[kind], ...recorded[kind] };
    return [kind, Object.fromEntries(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1)))];
  });
  return Object.fromEntries(kinds);
}

interface Keyed {
  IndexName?: string;
  KeySchema: { AttributeName: string; KeyType: string }[];
}

/** The keys of a table and of its indexes: another key replaces the table or index. */
function tableKeys(id: string, properties: Record<string, unknown>): Record<string, string> {
  const table = properties as unknown as Keyed & { GlobalSecondaryIndexes?: Keyed[] };
  return Object.fromEntries(
    [table, ...(table.GlobalSecondaryIndexes ?? [])].map(({ IndexName, KeySchema }) => [
      IndexName ? `${id}/${IndexName}` : id,
      KeySchema.map(({ AttributeName, KeyType }) => `${AttributeName} ${KeyType}`).join(', '),
    ]),
  );
}
