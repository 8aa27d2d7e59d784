import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { PROJECT_ROOT } from '../../cli/projectRoot.ts';
import { packagedStage, type Resource } from '../support/packagedStages.ts';

interface Statement {
  Sid: string;
  Action: string | string[];
  Resource: string | string[];
  Condition?: unknown;
}

const DOCUMENT = readFileSync(join(PROJECT_ROOT, 'docs/deploying.md'), 'utf8');
const POLICY = JSON.parse(/```json\n(.*?)```/s.exec(DOCUMENT)?.[1] ?? '{}') as { Statement: Statement[] };

/** The maximum length of a managed policy, without white space. */
const MAX_POLICY_CHARACTERS = 6144;
const REGION_AND_ACCOUNT = 'eu-central-1:123456789012';
const STACK = 'proctoring-prod';

let resources: Record<string, Resource>;
beforeAll(() => {
  ({ resources } = packagedStage('prod'));
});

function isAllowed(action: string, arn: string): boolean {
  return POLICY.Statement.some(
    ({ Action, Resource }) =>
      [Action].flat().some(glob => matches(glob, action)) && [Resource].flat().some(glob => matches(glob, arn)),
  );
}

function matches(glob: string, text: string): boolean {
  const pattern = glob
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${pattern}$`, 's').test(text);
}

const api = (path: string) => `arn:aws:apigateway:eu-central-1::/apis${path}`;
const API_ACTIONS = ['POST', 'GET', 'PATCH', 'DELETE'].map(method => `apigateway:${method}`);
const TAGS = ['TagResource', 'UntagResource'];
const named = (service: string, actions: string[]) => actions.map(action => `${service}:${action}`);

interface Requirement {
  arn: (id: string, properties: Resource['Properties']) => string;
  /** To create, read, change, tag and delete it. */
  actions: string[];
}

/** By the type of the resource. Resources without a name of their own get one that begins with the stack's. */
const REQUIREMENTS: Record<string, Requirement> = {
  'AWS::ApiGatewayV2::Api': { arn: () => api('/abc123'), actions: [...API_ACTIONS, ...named('apigateway', TAGS)] },
  'AWS::ApiGatewayV2::Integration': { arn: () => api('/abc123/integrations/x'), actions: API_ACTIONS },
  'AWS::ApiGatewayV2::Route': { arn: () => api('/abc123/routes/x'), actions: API_ACTIONS },
  'AWS::ApiGatewayV2::Stage': {
    arn: () => api('/abc123/stages/$default'),
    actions: [...API_ACTIONS, ...named('apigateway', TAGS)],
  },
  'AWS::CloudWatch::Alarm': {
    arn: id => `arn:aws:cloudwatch:${REGION_AND_ACCOUNT}:alarm:${STACK}-${id}-X`,
    actions: named('cloudwatch', ['PutMetricAlarm', 'DescribeAlarms', 'DeleteAlarms', ...TAGS]),
  },
  'AWS::CloudWatch::Dashboard': {
    arn: (_, { DashboardName }) => `arn:aws:cloudwatch::123456789012:dashboard/${DashboardName}`,
    actions: named('cloudwatch', ['PutDashboard', 'GetDashboard', 'DeleteDashboards', ...TAGS]),
  },
  'AWS::DynamoDB::Table': {
    arn: (_, { TableName }) => `arn:aws:dynamodb:${REGION_AND_ACCOUNT}:table/${TableName}`,
    actions: named('dynamodb', [
      ...['CreateTable', 'DescribeTable', 'UpdateTable', 'DeleteTable', 'UpdateContinuousBackups', 'UpdateTimeToLive'],
      ...['DescribeContinuousBackups', 'DescribeTimeToLive', 'ListTagsOfResource', ...TAGS],
    ]),
  },
  'AWS::Events::Rule': {
    arn: id => `arn:aws:events:${REGION_AND_ACCOUNT}:rule/${STACK}-${id}-X`,
    actions: named('events', ['PutRule', 'DescribeRule', 'DeleteRule', 'PutTargets', 'RemoveTargets', ...TAGS]),
  },
  'AWS::IAM::Policy': {
    arn: (_, { Roles: [{ Ref }] }) => `arn:aws:iam::123456789012:role/${STACK}-${Ref}-X`,
    actions: named('iam', ['PutRolePolicy', 'GetRolePolicy', 'DeleteRolePolicy']),
  },
  'AWS::IAM::Role': {
    arn: id => `arn:aws:iam::123456789012:role/${STACK}-${id}-X`,
    actions: named('iam', [
      ...['CreateRole', 'GetRole', 'DeleteRole', 'PutRolePolicy', 'GetRolePolicy', 'DeleteRolePolicy', 'PassRole'],
      ...['UpdateAssumeRolePolicy', 'ListRolePolicies', 'ListAttachedRolePolicies', 'TagRole', 'UntagRole'],
    ]),
  },
  'AWS::Lambda::EventInvokeConfig': {
    arn: () => `arn:aws:lambda:${REGION_AND_ACCOUNT}:function:${STACK}-timeOuts`,
    actions: named('lambda', [
      'PutFunctionEventInvokeConfig',
      'UpdateFunctionEventInvokeConfig',
      'GetFunctionEventInvokeConfig',
      'DeleteFunctionEventInvokeConfig',
    ]),
  },
  'AWS::Lambda::EventSourceMapping': {
    arn: () => `arn:aws:lambda:${REGION_AND_ACCOUNT}:event-source-mapping:0b5b9e7c`,
    actions: named('lambda', [
      'CreateEventSourceMapping',
      'GetEventSourceMapping',
      'UpdateEventSourceMapping',
      'DeleteEventSourceMapping',
      ...TAGS,
    ]),
  },
  'AWS::Lambda::Function': {
    arn: (_, { FunctionName }) => `arn:aws:lambda:${REGION_AND_ACCOUNT}:function:${FunctionName}`,
    actions: named('lambda', [
      ...['CreateFunction', 'GetFunction', 'UpdateFunctionCode', 'UpdateFunctionConfiguration', 'DeleteFunction'],
      ...['PutFunctionConcurrency', 'DeleteFunctionConcurrency', ...TAGS],
    ]),
  },
  'AWS::Lambda::Permission': {
    arn: () => `arn:aws:lambda:${REGION_AND_ACCOUNT}:function:${STACK}-exams`,
    actions: named('lambda', ['AddPermission', 'RemovePermission', 'GetPolicy']),
  },
  'AWS::Logs::LogGroup': {
    arn: (_, { LogGroupName }) => `arn:aws:logs:${REGION_AND_ACCOUNT}:log-group:${LogGroupName}:*`,
    actions: named('logs', ['CreateLogGroup', 'DescribeLogGroups', 'PutRetentionPolicy', 'DeleteLogGroup', ...TAGS]),
  },
  'AWS::Logs::MetricFilter': {
    arn: (_, { LogGroupName: { Ref } }) =>
      `arn:aws:logs:${REGION_AND_ACCOUNT}:log-group:${resources[Ref]?.Properties.LogGroupName}:*`,
    actions: named('logs', ['PutMetricFilter', 'DescribeMetricFilters', 'DeleteMetricFilter']),
  },
  'AWS::S3::Bucket': {
    arn: id => `arn:aws:s3:::${STACK}-${id.toLowerCase()}-x`,
    actions: named('s3', [
      'CreateBucket',
      'DeleteBucket',
      'ListBucket',
      'PutEncryptionConfiguration',
      'PutBucketTagging',
      'GetBucketLocation',
    ]),
  },
  'AWS::S3::BucketPolicy': {
    arn: (_, { Bucket: { Ref } }) => `arn:aws:s3:::${STACK}-${Ref.toLowerCase()}-x`,
    actions: named('s3', ['PutBucketPolicy', 'GetBucketPolicy', 'DeleteBucketPolicy']),
  },
  'AWS::SQS::Queue': {
    arn: (_, { QueueName }) => `arn:aws:sqs:${REGION_AND_ACCOUNT}:${QueueName}`,
    actions: named('sqs', [
      'CreateQueue',
      'DeleteQueue',
      'GetQueueAttributes',
      'SetQueueAttributes',
      'TagQueue',
      'UntagQueue',
    ]),
  },
};

describe('the policy of the deployer in docs/deploying.md', () => {
  it('fits one managed policy', () => {
    expect(JSON.stringify(POLICY).length).toBeLessThanOrEqual(MAX_POLICY_CHARACTERS);
    expect(POLICY.Statement.length).toBeGreaterThan(10);
  });

  it('covers every type of resource that the template creates', () => {
    const types = new Set(Object.values(resources).map(({ Type }) => Type));
    expect([...types].filter(type => !REQUIREMENTS[type])).toEqual([]);
    expect(types).toContain('AWS::IAM::Policy');
  });

  it('allows creating, reading, changing, tagging and deleting every resource of the template', () => {
    const missing = Object.entries(resources).flatMap(([id, { Type, Properties }]) => {
      const { arn, actions } = REQUIREMENTS[Type] as Requirement;
      return actions.filter(action => !isAllowed(action, arn(id, Properties))).map(action => `${action} ${id}`);
    });
    expect(missing).toEqual([]);
  });

  it('allows the calls of the packager, and the delivery of the access log', () => {
    const stack = `arn:aws:cloudformation:${REGION_AND_ACCOUNT}:stack/${STACK}/0b5b9e7c`;
    for (const action of [
      'CreateChangeSet',
      'ExecuteChangeSet',
      'DescribeStacks',
      'DescribeStackEvents',
      'DescribeStackResource',
      'DeleteStack',
      'ListStackResources',
    ]) {
      expect(isAllowed(`cloudformation:${action}`, stack), action).toBe(true);
    }
    const packages = `arn:aws:s3:::${STACK}-serverlessdeploymentbucket-x/serverless/exams.zip`;
    for (const action of ['PutObject', 'GetObject', 'DeleteObject'])
      expect(isAllowed(`s3:${action}`, packages), action).toBe(true);
    for (const action of ['logs:CreateLogDelivery', 'logs:PutResourcePolicy', 'cloudformation:ValidateTemplate']) {
      expect(isAllowed(action, '*'), action).toBe(true);
    }
  });

  it('denies resources outside the project, and reads of data', () => {
    for (const [action, arn] of [
      ['dynamodb:DeleteTable', `arn:aws:dynamodb:${REGION_AND_ACCOUNT}:table/grades`],
      ['dynamodb:GetItem', `arn:aws:dynamodb:${REGION_AND_ACCOUNT}:table/proctoring-prod-attempts`],
      ['dynamodb:Query', `arn:aws:dynamodb:${REGION_AND_ACCOUNT}:table/proctoring-prod-attempts`],
      ['lambda:UpdateFunctionCode', `arn:aws:lambda:${REGION_AND_ACCOUNT}:function:grades`],
      ['lambda:InvokeFunction', `arn:aws:lambda:${REGION_AND_ACCOUNT}:function:proctoring-prod-privacy`],
      ['iam:PutRolePolicy', 'arn:aws:iam::123456789012:role/admin'],
      ['iam:PassRole', 'arn:aws:iam::123456789012:role/admin'],
      ['iam:AttachRolePolicy', 'arn:aws:iam::123456789012:role/proctoring-prod-ExamsFunctionRole-X'],
      ['s3:GetObject', 'arn:aws:s3:::grades/all.csv'],
      ['logs:GetLogEvents', `arn:aws:logs:${REGION_AND_ACCOUNT}:log-group:/aws/lambda/proctoring-prod-exams:*`],
      ['secretsmanager:GetSecretValue', `arn:aws:secretsmanager:${REGION_AND_ACCOUNT}:secret:proctoring/prod-AbCdEf`],
    ] as const) {
      expect(isAllowed(action, arn), `${action} ${arn}`).toBe(false);
    }
  });
});
