import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { PROJECT_ROOT } from '../../cli/projectRoot.ts';
import { type DeployedNames, deployedNames, lostNames, withNewNames } from '../support/deployedNames.ts';
import { packagedStage } from '../support/packagedStages.ts';
import { specificationFaults } from '../support/resourceSpecification.ts';
import type { Template } from '../support/template.ts';
import { referenceFaults } from '../support/templateReferences.ts';

const STAGES = ['dev', 'prod'] as const;
const templates: Record<string, Template> = {};

beforeAll(() => {
  for (const stage of STAGES) templates[stage] = packagedStage(stage).template;
});

function copyOf(stage: string): Template {
  return structuredClone(templates[stage] as Template);
}

function setAt(root: object, path: string, value: unknown): void {
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  const holder = keys.reduce((object, key) => object[key] as Record<string, unknown>, root as Record<string, unknown>);
  if (value === undefined) delete holder[last];
  else holder[last] = value;
}

const faultsOf = (template: Template) => [...specificationFaults(template), ...referenceFaults(template)];

describe('AWS’s resource specification', () => {
  it.each(STAGES)('covers everything in the template of %s', stage => {
    expect(faultsOf(copyOf(stage))).toEqual([]);
  });
});

describe('the check against the specification', () => {
  it.each<[name: string, path: string, value: unknown, fault: RegExp]>([
    ['an unknown type', 'ExamsTable.Type', 'AWS::DynamoDB::Tabel', /ExamsTable has the unknown type/],
    ['a misspelt attribute', 'ExamsTable.DeletePolicy', 'Retain', /unknown attribute DeletePolicy/],
    ['a policy that does not exist', 'ExamsTable.DeletionPolicy', 'Keep', /has the DeletionPolicy "Keep"/],
    [
      'a misspelt property',
      'ArchiveFailureQueue.Properties.MessageRetentionSeconds',
      60,
      /unknown property MessageRetentionSeconds/,
    ],
    [
      'a misspelt nested property',
      'AttemptsTable.Properties.GlobalSecondaryIndexes.0.Projection.Attributes',
      [],
      /GlobalSecondaryIndexes\[0\]\.Projection has the unknown property Attributes/,
    ],
    [
      'a misspelt setting of a route',
      'HttpApiStage.Properties.RouteSettings',
      { 'GET /health': { ThrottlingRate: 1 } },
      /RouteSettings\["GET \/health"\] has the unknown property ThrottlingRate/,
    ],
    [
      'settings of a route that does not exist',
      'HttpApiStage.Properties.RouteSettings',
      { 'GET /healthy': { ThrottlingRateLimit: 1 } },
      /"GET \/healthy"\] is for a route that does not exist/,
    ],
    ['a string for an integer', 'ExamsLambdaFunction.Properties.Timeout', '25', /Timeout must be integer, not "25"/],
    ['a fraction for an integer', 'ExamsLambdaFunction.Properties.Timeout', 2.5, /Timeout must be integer/],
    [
      'a string for a boolean',
      'ExamsTable.Properties.DeletionProtectionEnabled',
      'true',
      /DeletionProtectionEnabled must be boolean/,
    ],
    ['a number for a string', 'ExamsTable.Properties.TableName', 7, /TableName must be string/],
    ['an object for a string', 'ExamsTable.Properties.TableName', { name: 'exams' }, /TableName must be string/],
    ['null for a string', 'ExamsTable.Properties.TableName', null, /TableName must be string/],
    [
      'a string for a list',
      'ExamsLambdaFunction.Properties.Architectures',
      'arm64',
      /Architectures must be array of string/,
    ],
    [
      'a wrong element of a list',
      'ExamsLambdaFunction.Properties.Architectures.0',
      64,
      /Architectures\[0\] must be string/,
    ],
    [
      'a string for an object',
      'ExamsTable.Properties.StreamSpecification',
      'NEW_IMAGE',
      /StreamSpecification must be StreamSpecification/,
    ],
    ['a list for a map', 'ExamsLambdaFunction.Properties.Environment.Variables', [], /Variables must be map of string/],
    [
      'a misspelt property where any JSON is allowed beside the structure',
      'ExamsTable.Properties.KeySchema.0.KeyTyp',
      'HASH',
      /KeySchema\[0\] has the unknown property KeyTyp/,
    ],
    [
      'a value that is not among the allowed ones',
      'ExamsLogGroup.Properties.RetentionInDays',
      31,
      /RetentionInDays must be one of 1, 3/,
    ],
    [
      'an incomplete tag',
      'ExamsLambdaFunction.Properties.Tags',
      [{ Key: 'a' }],
      /Tags\[0\] lacks the required property Value/,
    ],
    [
      'the string of a function for an integer',
      'ExamsLambdaFunction.Properties.Timeout',
      { Ref: 'ExamsTable' },
      /Timeout must be integer, not the string that Ref returns/,
    ],
    [
      'a wrong branch of a choice',
      'ExamsLambdaFunction.Properties.Timeout',
      { 'Fn::If': ['HasAlarmTopic', 5, 'long'] },
      /Timeout must be integer, not "long"/,
    ],
    [
      'a missing required property',
      'ExamsLambdaFunction.Properties.Role',
      undefined,
      /lacks the required property Role/,
    ],
    [
      'a missing nested required property',
      'ExamsTable.Properties.AttributeDefinitions.0.AttributeType',
      undefined,
      /AttributeDefinitions\[0\] lacks the required property AttributeType/,
    ],
    [
      'a resource without properties',
      'HttpApiStage.Properties',
      undefined,
      /HttpApiStage lacks the required property ApiId/,
    ],
    [
      'a key that is not defined',
      'ExamsTable.Properties.AttributeDefinitions.0.AttributeName',
      'exam',
      /has the key attribute exam_id, which is not defined/,
    ],
    [
      'a definition that is in no key',
      'ExamsTable.Properties.GlobalSecondaryIndexes',
      [],
      /defines user_id, which is in no key/,
    ],
    ['a dangling Ref', 'HttpApiStage.Properties.ApiId', { Ref: 'HttpAp' }, /refers to "HttpAp"/],
    [
      'a dangling Fn::GetAtt',
      'ExamsLambdaFunction.Properties.Role',
      { 'Fn::GetAtt': ['ExamRole', 'Arn'] },
      /refers to "ExamRole"/,
    ],
    [
      'an unknown attribute',
      'ExamsLambdaFunction.Properties.Role',
      { 'Fn::GetAtt': 'ExamsFunctionRole.ARN' },
      /unknown attribute ARN/,
    ],
    [
      'the stream of a table that has none',
      'ExamsTable.Properties.StreamSpecification',
      undefined,
      /names the stream of ExamsTable/,
    ],
    ['a dangling DependsOn', 'HttpApiStage.DependsOn', ['HttpApiLog'], /DependsOn refers to "HttpApiLog"/],
    [
      'a dangling Fn::Sub',
      'ExamsTable.Properties.TableName',
      { 'Fn::Sub': `$\{Nowhere}-exams` },
      /refers to "Nowhere"/,
    ],
    [
      'an unknown attribute in a Fn::Sub',
      'ExamsTable.Properties.TableName',
      { 'Fn::Sub': [`$\{HttpApi.Url}$\{own}`, { own: '' }] },
      /unknown attribute Url/,
    ],
    [
      'a dangling reference in a policy',
      'ExamsFunctionRole.Properties.Policies.0.PolicyDocument.Statement.0.Resource',
      { Ref: 'Gone' },
      /refers to "Gone"/,
    ],
    [
      'an unknown condition of a choice',
      'ExamsTable.Properties.TableName',
      { 'Fn::If': ['Never', 'a', 'b'] },
      /unknown condition "Never"/,
    ],
    [
      'an unknown mapping',
      'ExamsTable.Properties.TableName',
      { 'Fn::FindInMap': ['Never', 'a', 'b'] },
      /unknown mapping "Never"/,
    ],
    ['an unknown condition of a resource', 'ExamsTable.Condition', 'Never', /unknown condition "Never"/],
    [
      'a reference to a conditional resource',
      'ExamsTable.Condition',
      'HasAlarmTopic',
      /exists under the condition HasAlarmTopic only/,
    ],
    ['a circle', 'HttpApi.DependsOn', 'HttpApiStage', /depends on itself: HttpApi → HttpApiStage → HttpApi/],
  ])('finds %s', (_, path, value, fault) => {
    const template = copyOf('dev');
    setAt(template.Resources, path, value);
    expect(faultsOf(template)).toContainEqual(expect.stringMatching(fault));
  });

  it('finds dangling references of outputs and conditions', () => {
    const template = copyOf('dev');
    Object.assign(template.Outputs ?? {}, { Gone: { Value: { Ref: 'Gone' }, Condition: 'Gone' } });
    Object.assign(template.Conditions ?? {}, { All: { 'Fn::And': [{ Condition: 'Never' }] } });
    expect(faultsOf(template)).toEqual([
      'Conditions.All.Fn::And[0] names the unknown condition "Never"',
      'Outputs.Gone.Condition names the unknown condition "Gone"',
      'Outputs.Gone.Value refers to "Gone", which does not exist',
    ]);
  });

  it('finds every property of every resource if it is misspelt', () => {
    const template = copyOf('prod');
    for (const resource of Object.values(template.Resources)) {
      const entries = Object.entries(resource.Properties ?? {});
      resource.Properties = Object.fromEntries(entries.map(([name, value]) => [`${name}x`, value]));
    }
    const faults = specificationFaults(template);
    for (const [id, { Properties = {} }] of Object.entries(template.Resources)) {
      for (const name of Object.keys(Properties)) expect(faults).toContain(`${id} has the unknown property ${name}`);
    }
  });

  it('finds every resource that others refer to if it is missing', () => {
    const text = JSON.stringify(copyOf('prod'));
    const referencedIds = Object.keys(copyOf('prod').Resources).filter(id =>
      [`"Ref":"${id}"`, `"Fn::GetAtt":["${id}"`].some(reference => text.includes(reference)),
    );
    const unnoticed = referencedIds.filter(id => {
      const template = copyOf('prod');
      delete template.Resources[id];
      return !referenceFaults(template).some(fault => fault.includes(`refers to "${id}"`));
    });
    expect(referencedIds.length).toBeGreaterThan(50);
    expect(unnoticed).toEqual([]);
  });
});

describe('the names of what is deployed', () => {
  const path = join(PROJECT_ROOT, 'test/package/names.json');
  const recorded = (): DeployedNames => JSON.parse(readFileSync(path, 'utf8'));
  /** Without the policies of secrets, which exist where a setting names one. */
  function present(stage: string): DeployedNames {
    const { Resources, ...template } = copyOf(stage);
    const unconditional = Object.entries(Resources).filter(([, { Type }]) => Type !== 'AWS::IAM::Policy');
    return deployedNames({ ...template, Resources: Object.fromEntries(unconditional) }, stage);
  }

  it('are all recorded (UPDATE_NAMES=1 adds new ones)', () => {
    const complete = withNewNames(recorded(), present('prod'));
    if (process.env.UPDATE_NAMES) writeFileSync(path, `${JSON.stringify(complete, null, 2)}\n`);
    expect(recorded(), 'new names: run this test with UPDATE_NAMES=1').toEqual(complete);
  });

  it.each(STAGES)('are unchanged in %s', stage => {
    expect(lostNames(recorded(), present(stage))).toEqual([]);
  });

  it.each([
    ['ExamsLambdaFunction.Properties.FunctionName', 'proctoring-dev-exam', 'names: ExamsLambdaFunction'],
    ['ExamsTable.Properties.TableName', 'proctoring-dev-exam', 'names: ExamsTable'],
    ['ArchiveFailureQueue.Properties.QueueName', 'failures', 'names: ArchiveFailureQueue'],
    ['ExamsTable.Properties.GlobalSecondaryIndexes.0.IndexName', 'by_courses', 'keys: ExamsTable/by_course'],
    ['ExamsTable.Properties.KeySchema.1.AttributeName', 'entries', 'keys: ExamsTable'],
    ['TimeOutsLag.Properties.MetricTransformations.0.MetricName', 'Lag', 'metrics: TimeOutsLag'],
    ['TimeOutsLag.Type', 'AWS::SQS::Queue', 'resources: TimeOutsLag'],
  ])('are compared: %s', (path, value, lost) => {
    const template = copyOf('dev');
    setAt(template.Resources, path, value);
    expect(lostNames(recorded(), deployedNames(template, 'dev'))).toContainEqual(expect.stringContaining(lost));
  });

  it('reports a removed resource, and accepts a new one', () => {
    const template = copyOf('dev');
    const { ExamsTable, ...others } = template.Resources;
    template.Resources = { ...others, NewTable: ExamsTable as Template['Resources'][string] };
    const lost = lostNames(recorded(), deployedNames(template, 'dev'));
    expect(lost).toContainEqual('resources: ExamsTable was AWS::DynamoDB::Table, is gone');
    expect(lost.filter(text => text.includes('NewTable'))).toEqual([]);
  });
});
