import type { Resources } from '../dynamodb/tableDefinitions.ts';

/** A queue of serverless.yml in the format of the SQS API. */
export interface QueueDefinition {
  logicalId: string;
  name: string;
  /** Without the redrive policy. */
  attributes: Record<string, string>;
  deadLetters?: { logicalId: string; maxReceiveCount: number };
}

/** The properties of AWS::SQS::Queue that matter locally; the names are those of the SQS API. */
const ATTRIBUTES = [
  'DelaySeconds',
  'MaximumMessageSize',
  'MessageRetentionPeriod',
  'ReceiveMessageWaitTimeSeconds',
  'VisibilityTimeout',
];

interface QueueProperties {
  QueueName: string;
  RedrivePolicy?: { deadLetterTargetArn?: { 'Fn::GetAtt'?: [string, string] }; maxReceiveCount: number };
}

/** The queues among the resources. */
export function queueDefinitions(resources: Resources): QueueDefinition[] {
  return Object.entries(resources)
    .filter(([, resource]) => resource.Type === 'AWS::SQS::Queue')
    .map(([logicalId, resource]) => queueDefinition(logicalId, resource.Properties as QueueProperties));
}

function queueDefinition(logicalId: string, properties: QueueProperties): QueueDefinition {
  const { QueueName: name, RedrivePolicy: policy } = properties;
  const attributes = Object.entries(properties).filter(([property]) => ATTRIBUTES.includes(property));
  const [deadLetterQueue] = policy?.deadLetterTargetArn?.['Fn::GetAtt'] ?? [];
  return {
    logicalId,
    name,
    attributes: Object.fromEntries(attributes.map(([property, value]) => [property, String(value)])),
    ...(policy &&
      deadLetterQueue !== undefined && {
        deadLetters: { logicalId: deadLetterQueue, maxReceiveCount: policy.maxReceiveCount },
      }),
  };
}
