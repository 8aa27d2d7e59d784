import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { CONTRACT } from '../../src/api/contract/contract.ts';
import { DEVELOPMENT_TOKEN_SECRET } from '../../src/config/auth.ts';
import { DEVELOPMENT_VIDEO_LINK_KEY } from '../../src/config/reviews.ts';
import { SETTLING_SECONDS } from '../../src/domain/events/settledUntil.ts';
import { SCHEDULE_BUCKETS } from '../../src/store/attempts/attemptItem.ts';
import { assignBuckets } from '../../src/usecases/schedule/assignBuckets.ts';
import { TIMEOUT_MS } from '../../src/webhooks/sendWebhook.ts';
import { createRouter } from '../support/gateway/routes.ts';
import { RIGHTS } from '../support/iamPermissions.ts';
import { packagedStage, type Resource } from '../support/packagedStages.ts';

const FUNCTIONS = [
  'allowances',
  'archive',
  'attempts',
  'deliveries',
  'events',
  'exams',
  'health',
  'lists',
  'lookups',
  'notifications',
  'privacy',
  'staffPage',
  'timeOuts',
  'vendorCallbacks',
  'webhooks',
];
const TABLES = [
  ...['AttemptsTable', 'DirectoryTable', 'EventsTable', 'ExamsTable'],
  ...['HistoryTable', 'RecordsTable', 'ReviewsTable', 'WebhooksTable'],
];

const API = '/api/edx_proctoring';
const ROUTES: Record<string, string> = {
  [`ANY ${API}/v1/proctored_exam/exam`]: 'exams',
  [`ANY ${API}/v1/proctored_exam/exam/{proxy+}`]: 'exams',
  [`ANY ${API}/v1/proctored_exam/exam_registration/{proxy+}`]: 'exams',
  [`ANY ${API}/v1/proctored_exam/settings/{proxy+}`]: 'exams',
  [`ANY ${API}/v1/proctored_exam/review_policy/{proxy+}`]: 'exams',
  'ANY /api/v1/exam/provider_settings/{proxy+}': 'exams',
  'ANY /api/v1/providers': 'exams',
  'ANY /api/v1/providers/{proxy+}': 'exams',
  'ANY /api/v1/configs/{proxy+}': 'exams',
  [`ANY ${API}/v1/learners`]: 'allowances',
  [`ANY ${API}/v1/learners/{proxy+}`]: 'allowances',
  [`ANY ${API}/v1/proctored_exam/{proxy+}`]: 'allowances',
  [`GET ${API}/v1/proctored_exam/attempt`]: 'lists',
  [`HEAD ${API}/v1/proctored_exam/attempt`]: 'lists',
  [`ANY ${API}/v1/proctored_exam/attempt/course_id/{proxy+}`]: 'lists',
  [`ANY ${API}/v1/proctored_exam/attempt/grouped/{proxy+}`]: 'lists',
  [`ANY ${API}/v1/proctored_exam/violation_report/{proxy+}`]: 'lists',
  [`ANY ${API}/v1/proctored_exam/active_attempt`]: 'lists',
  [`ANY ${API}/v1/proctored_exam/active_attempt/{proxy+}`]: 'lists',
  [`ANY ${API}/v1/proctored_exam/active_exams_for_user`]: 'lists',
  [`ANY ${API}/v1/proctored_exam/active_exams_for_user/{proxy+}`]: 'lists',
  'ANY /api/v1/instructor_view/{proxy+}': 'lists',
  'ANY /api/proctoring/v1/events': 'lists',
  'ANY /api/proctoring/v1/events/{proxy+}': 'lists',
  'ANY /api/proctoring/v1/webhooks': 'webhooks',
  'ANY /api/proctoring/v1/webhooks/{proxy+}': 'webhooks',
  [`ANY ${API}/v1/proctored_exam/attempt`]: 'attempts',
  [`ANY ${API}/v1/proctored_exam/attempt/{proxy+}`]: 'attempts',
  [`ANY ${API}/v1/proctored_exam/exam_id/{proxy+}`]: 'attempts',
  'POST /api/instructor/v2/courses/{course_id}/special_exams/{exam_id}/reset/{username}': 'attempts',
  'POST /api/instructor/v2/courses/{course_id}/special_exams/{exam_id}/reset/{username}/{proxy+}': 'attempts',
  'POST /api/instructor/v2/courses/{org}/{course}/{run}/special_exams/{exam_id}/reset/{username}': 'attempts',
  'POST /api/instructor/v2/courses/{org}/{course}/{run}/special_exams/{exam_id}/reset/{username}/{proxy+}': 'attempts',
  [`ANY ${API}/v1/proctored_exam/attempt/code/{proxy+}`]: 'lookups',
  [`ANY ${API}/proctoring_review_callback`]: 'vendorCallbacks',
  [`ANY ${API}/proctoring_review_callback/{proxy+}`]: 'vendorCallbacks',
  [`ANY ${API}/proctoring_launch_callback/{proxy+}`]: 'vendorCallbacks',
  [`ANY ${API}/v1/vendors/{proxy+}`]: 'vendorCallbacks',
  [`ANY ${API}/v1/instructor/{proxy+}`]: 'vendorCallbacks',
  'ANY /lti/exam/{proxy+}': 'vendorCallbacks',
  'ANY /api/v1/exams/course_id/{proxy+}': 'allowances',
  'POST /api/instructor/v2/courses/{course_id}/special_exams/allowances': 'allowances',
  'POST /api/instructor/v2/courses/{course_id}/special_exams/allowances/{proxy+}': 'allowances',
  'POST /api/instructor/v2/courses/{org}/{course}/{run}/special_exams/allowances': 'allowances',
  'POST /api/instructor/v2/courses/{org}/{course}/{run}/special_exams/allowances/{proxy+}': 'allowances',
  'DELETE /api/instructor/v2/courses/{proxy+}': 'allowances',
  'GET /api/instructor/v2/courses/{proxy+}': 'lists',
  'HEAD /api/instructor/v2/courses/{proxy+}': 'lists',
  'ANY /api/proctoring/v1/course_staff': 'allowances',
  'ANY /api/proctoring/v1/course_staff/{proxy+}': 'allowances',
  'ANY /api/proctoring/v1/enrolments': 'allowances',
  'ANY /api/proctoring/v1/enrolments/{proxy+}': 'allowances',
  'ANY /api/proctoring/v1/monitor/{proxy+}': 'lists',
  'ANY /api/proctoring/v1/me': 'lists',
  'ANY /api/proctoring/v1/attempts/{attempt_code}/notes': 'lookups',
  'ANY /api/proctoring/v1/attempts/{attempt_code}/notes/{proxy+}': 'lookups',
  'ANY /api/proctoring/v1/attempts/bulk': 'attempts',
  'ANY /api/proctoring/v1/attempts/bulk/{proxy+}': 'attempts',
  'ANY /api/proctoring/v1/me/{proxy+}': 'lists',
  'ANY /api/proctoring/v1/exams/{proxy+}': 'allowances',
  [`ANY ${API}/v1/user_onboarding/{proxy+}`]: 'lists',
  'ANY /api/v1/student/course_id/{proxy+}': 'lists',
  'ANY /api/v1/student/exam/attempt/{proxy+}': 'lists',
  'ANY /api/v1/exams/attempt/latest': 'lists',
  'ANY /api/v1/exams/attempt/latest/{proxy+}': 'lists',
  'ANY /api/v1/access_tokens/{proxy+}': 'lists',
  'ANY /api/v1/exams/attempt': 'attempts',
  'ANY /api/v1/exams/attempt/{proxy+}': 'attempts',
  'ANY /csrf/api/v1/token': 'health',
  [`ANY ${API}/v1/retire_user/{proxy+}`]: 'privacy',
  [`ANY ${API}/v1/retire_backend_user/{proxy+}`]: 'privacy',
  [`ANY ${API}/v1/proctored_exam/attempt/{external_id}/reviewed`]: 'vendorCallbacks',
  [`ANY ${API}/v1/proctored_exam/attempt/{external_id}/ready`]: 'vendorCallbacks',
  [`POST ${API}/v1/proctored_exam/attempt/{external_id}/reviewed/{proxy+}`]: 'vendorCallbacks',
  [`POST ${API}/v1/proctored_exam/attempt/{external_id}/ready/{proxy+}`]: 'vendorCallbacks',
  'GET /staff': 'staffPage',
  'GET /staff/{proxy+}': 'staffPage',
  'GET /health': 'health',
  $default: 'health',
};

interface Stage {
  stage: 'dev' | 'prod';
  production: 'true' | 'false';
  deletionProtection: boolean;
  deletionPolicy: 'Retain' | 'Delete';
  logRetentionInDays: number;
}

const STAGES: Stage[] = [
  { stage: 'dev', production: 'false', deletionProtection: false, deletionPolicy: 'Delete', logRetentionInDays: 30 },
  { stage: 'prod', production: 'true', deletionProtection: true, deletionPolicy: 'Retain', logRetentionInDays: 365 },
];

interface Statement {
  Effect: string;
  Action: string[];
  Resource: unknown;
}

const folders: Record<string, string> = {};
const templates: Record<string, Record<string, Resource>> = {};

beforeAll(() => {
  for (const { stage } of STAGES) {
    const { folder, resources } = packagedStage(stage);
    folders[stage] = folder;
    templates[stage] = resources;
  }
});

function resource(stage: string, logicalId: string): Resource {
  const definition = templates[stage]?.[logicalId];
  if (!definition) throw new Error(`No ${logicalId} in the template of ${stage}.`);
  return definition;
}

function ofType(stage: string, type: string): Record<string, Resource> {
  return Object.fromEntries(Object.entries(templates[stage] ?? {}).filter(([, { Type }]) => Type === type));
}

function functionId(name: string): string {
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}LambdaFunction`;
}

/** The target of a Ref or Fn::GetAtt: `AttemptsTable` for its name or ARN, `AttemptsTable.StreamArn` otherwise. */
function target(reference: unknown): string {
  if (typeof reference === 'string') return reference;
  const { Ref, 'Fn::GetAtt': attribute, 'Fn::Sub': text } = reference as Record<string, string>;
  if (Array.isArray(attribute)) return attribute[1] === 'Arn' ? attribute[0] : attribute.join('.');
  const index = /^\$\{(\w+)\.Arn\}\/index\/(\w+)$/.exec(text ?? '');
  if (index) return `${index[1]}/${index[2]}`;
  return Ref ?? text ?? JSON.stringify(reference);
}

function roleOf(stage: string, name: string): string {
  return target(resource(stage, functionId(name)).Properties.Role);
}

function statements(stage: string, role: string): Statement[] {
  const { Policies } = resource(stage, role).Properties;
  return Policies.flatMap(({ PolicyDocument }: { PolicyDocument: { Statement: Statement[] } }) =>
    PolicyDocument.Statement.map(statement => ({ ...statement, Resource: target(statement.Resource) })),
  );
}

/** The actions that a role allows, by resource. */
function rights(stage: string, role: string): Record<string, string[]> {
  const allowed: Record<string, string[]> = {};
  for (const { Resource: on, Action } of statements(stage, role)) {
    allowed[String(on)] = [...(allowed[String(on)] ?? []), ...Action].sort();
  }
  return allowed;
}

function logGroupArn(stage: string, name: string): string {
  const [partition, region, account] = ['Partition', 'Region', 'AccountId'].map(parameter => `\${AWS::${parameter}}`);
  return `arn:${partition}:logs:${region}:${account}:log-group:/aws/lambda/proctoring-${stage}-${name}:*`;
}

/** The names of the files in a zip, from the directory at its end. */
function zipEntries(zip: Buffer): string[] {
  const end = zip.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  const names: string[] = [];
  let at = zip.readUInt32LE(end + 16);
  for (let remaining = zip.readUInt16LE(end + 10); remaining > 0; remaining--) {
    const nameLength = zip.readUInt16LE(at + 28);
    names.push(zip.toString('utf8', at + 46, at + 46 + nameLength));
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return names;
}

describe.each(STAGES)('the functions of $stage', ({ stage, production, logRetentionInDays }) => {
  it('are exactly these', () => {
    expect(Object.keys(ofType(stage, 'AWS::Lambda::Function')).sort()).toEqual(FUNCTIONS.map(functionId));
  });

  it('exclude the documentation page, which is local', () => {
    expect(JSON.stringify(templates[stage])).not.toMatch(/docs|openapi|swagger/i);
  });

  it.each(FUNCTIONS)('%s runs on Node.js 24 on arm64', name => {
    expect(resource(stage, functionId(name)).Properties).toMatchObject({
      FunctionName: `proctoring-${stage}-${name}`,
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
    });
  });

  it.each(FUNCTIONS)('%s is one bundle and nothing else', async name => {
    expect(resource(stage, functionId(name)).Properties.Handler).toBe(`dist/${name}.handler`);
    expect(zipEntries(await readFile(join(folders[stage] ?? '', `${name}.zip`)))).toEqual([`dist/${name}.mjs`]);
  });

  it.each(FUNCTIONS)('%s keeps its log for a limited time', name => {
    const groups = Object.values(ofType(stage, 'AWS::Logs::LogGroup'));
    const group = groups.find(
      ({ Properties }) => Properties.LogGroupName === `/aws/lambda/proctoring-${stage}-${name}`,
    );
    expect(group?.Properties.RetentionInDays).toBe(logRetentionInDays);
  });

  it.each(FUNCTIONS)('%s has its stage and no development secret', name => {
    const { Variables } = resource(stage, functionId(name)).Properties.Environment;
    expect(Variables).toMatchObject({ STAGE: stage, PRODUCTION: production });
    expect(JSON.stringify(Variables)).not.toContain(DEVELOPMENT_TOKEN_SECRET);
    expect(JSON.stringify(Variables)).not.toContain(DEVELOPMENT_VIDEO_LINK_KEY);
  });
});

describe.each(STAGES)('the permissions in $stage', ({ stage }) => {
  it('come from one role for each function', () => {
    const roles = FUNCTIONS.map(name => roleOf(stage, name));
    expect(new Set(roles).size).toBe(FUNCTIONS.length);
    expect(Object.keys(ofType(stage, 'AWS::IAM::Role')).sort()).toEqual(roles.sort());
  });

  it.each(FUNCTIONS)('%s has exactly its own permissions', name => {
    expect(rights(stage, roleOf(stage, name))).toEqual({
      ...RIGHTS[name],
      [logGroupArn(stage, name)]: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    });
  });

  it.each(FUNCTIONS)('%s has no other policies, and only Lambda may assume its role', name => {
    const { ManagedPolicyArns, AssumeRolePolicyDocument } = resource(stage, roleOf(stage, name)).Properties;
    expect(ManagedPolicyArns).toBeUndefined();
    expect(AssumeRolePolicyDocument.Statement).toEqual([
      { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
    ]);
  });

  it('allow no scan, no wildcard action, and everything only on a named resource', () => {
    const all = FUNCTIONS.flatMap(name => statements(stage, roleOf(stage, name)));
    expect(all.filter(({ Effect }) => Effect !== 'Allow')).toEqual([]);
    expect(all.flatMap(({ Action }) => Action).filter(action => /\*|:Scan$/.test(action))).toEqual([]);
    const everywhere = all.filter(statement => statement.Resource === '*').flatMap(({ Action }) => Action);
    expect(new Set(everywhere)).toEqual(new Set(['dynamodb:ListStreams']));
  });

  it.each([
    ['HistoryTable', /Put|Write/, ['archive']],
    ['HistoryTable', /Update/, ['privacy']],
    ['HistoryTable', /Delete/, []],
    ['AttemptsTable', /Put/, ['attempts', 'timeOuts']],
    ['AttemptsTable', /Delete|Write/, ['attempts']],
    ['AttemptsTable', /Update/, ['allowances', 'attempts', 'privacy', 'timeOuts', 'vendorCallbacks']],
    ['ReviewsTable', /Put/, ['privacy', 'vendorCallbacks']],
    ['ReviewsTable', /Update|Delete|Write/, ['privacy']],
    ['DirectoryTable', /Put/, ['allowances', 'attempts', 'exams', 'timeOuts']],
    ['DirectoryTable', /Delete|Write/, ['allowances', 'attempts', 'privacy', 'timeOuts']],
    // The configurations that vendors publish.
    ['DirectoryTable', /Update/, ['allowances', 'attempts', 'notifications', 'privacy', 'timeOuts']],
    ['ExamsTable', /Put/, ['allowances', 'exams', 'timeOuts']],
    ['ExamsTable', /Delete|Write/, ['allowances', 'exams']],
    ['EventsTable', /Put|Update|Delete|Write/, ['deliveries', 'events']],
    ['RecordsTable', /Put|Delete|Write/, ['lookups']],
    ['RecordsTable', /Update/, ['privacy']],
    ['WebhooksTable', /Put|Update|Delete|Write/, ['deliveries', 'webhooks']],
    // The external id of an exam, and anonymised or renewed allowances.
    ['ExamsTable', /Update/, ['allowances', 'attempts', 'exams', 'notifications', 'privacy', 'timeOuts']],
  ])('%s: %s is for %j alone', (table, actions, expected) => {
    const allowed = FUNCTIONS.filter(name =>
      rights(stage, roleOf(stage, name))[table]?.some(right => actions.test(right)),
    );
    expect(allowed).toEqual(expected);
  });
});

describe.each(STAGES)('the tables of $stage', ({ stage, deletionProtection, deletionPolicy }) => {
  it('are exactly these', () => {
    expect(Object.keys(ofType(stage, 'AWS::DynamoDB::Table')).sort()).toEqual(TABLES);
  });

  it.each(TABLES)('%s is on demand, restorable and protected as its stage requires', logicalId => {
    expect(resource(stage, logicalId)).toMatchObject({
      DeletionPolicy: deletionPolicy,
      UpdateReplacePolicy: deletionPolicy,
      Properties: {
        BillingMode: 'PAY_PER_REQUEST',
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        DeletionProtectionEnabled: deletionProtection,
      },
    });
  });

  it('directory, events, history, records, reviews and webhooks expire items by their time to live', () => {
    const ends = TABLES.map(logicalId => [logicalId, resource(stage, logicalId).Properties.TimeToLiveSpecification]);
    const timeToLive = { AttributeName: 'expires_at', Enabled: true };
    expect(ends.filter(([, end]) => end)).toEqual([
      ['DirectoryTable', timeToLive],
      ['EventsTable', timeToLive],
      ['HistoryTable', timeToLive],
      ['RecordsTable', timeToLive],
      ['ReviewsTable', timeToLive],
      ['WebhooksTable', timeToLive],
    ]);
  });

  it('attempts, exams, history and reviews have a stream with both images', () => {
    const streams = TABLES.map(logicalId => [logicalId, resource(stage, logicalId).Properties.StreamSpecification]);
    const bothImages = { StreamViewType: 'NEW_AND_OLD_IMAGES' };
    expect(streams.filter(([, stream]) => stream)).toEqual([
      ['AttemptsTable', bothImages],
      ['ExamsTable', bothImages],
      ['HistoryTable', bothImages],
      ['ReviewsTable', bothImages],
    ]);
  });
});

function mappingsOf(stage: string, name: string) {
  return Object.values(ofType(stage, 'AWS::Lambda::EventSourceMapping'))
    .map(({ Properties }) => Properties)
    .filter(({ FunctionName }) => target(FunctionName) === functionId(name));
}

describe.each(STAGES)('the archive of $stage', ({ stage }) => {
  it('reads the whole stream of the attempts, and sends failed records to a queue', () => {
    const [mapping, ...others] = mappingsOf(stage, 'archive');
    expect(others).toEqual([]);
    const { EventSourceArn, FunctionName, DestinationConfig, ...settings } = mapping ?? {};
    expect(target(EventSourceArn)).toBe('AttemptsTable.StreamArn');
    expect(settings).toEqual({
      Enabled: true,
      StartingPosition: 'TRIM_HORIZON',
      BatchSize: 100,
      MaximumBatchingWindowInSeconds: 1,
      ParallelizationFactor: 10,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      BisectBatchOnFunctionError: true,
      MaximumRetryAttempts: 10_000,
      MaximumRecordAgeInSeconds: 43_200,
      MetricsConfig: { Metrics: ['EventCount'] },
    });
    const queue = resource(stage, target(DestinationConfig.OnFailure.Destination));
    expect(queue.Type).toBe('AWS::SQS::Queue');
    expect(queue.Properties.MessageRetentionPeriod).toBe(14 * 86_400);
  });
});

describe.each(STAGES)('the notifications of $stage', ({ stage }) => {
  it('read the streams of attempts and exams, and send records that failed for an hour to a queue', () => {
    const mappings = mappingsOf(stage, 'notifications');
    expect(mappings.map(({ EventSourceArn }) => target(EventSourceArn)).sort()).toEqual([
      'AttemptsTable.StreamArn',
      'ExamsTable.StreamArn',
    ]);
    for (const { DestinationConfig, ...settings } of mappings) {
      expect(settings).toMatchObject({
        StartingPosition: 'TRIM_HORIZON',
        BatchSize: 10,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        BisectBatchOnFunctionError: true,
        MaximumRecordAgeInSeconds: 3600,
      });
      const queue = resource(stage, target(DestinationConfig.OnFailure.Destination));
      expect(queue.Properties.MessageRetentionPeriod).toBe(14 * 86_400);
    }
  });
});

/** Without the stream, the function and the destination. */
function settingsOf(mapping: Resource['Properties']) {
  const names = Object.keys(mapping).filter(name =>
    /^(Starting|Batch|Maximum|Parallel|FunctionResponse|Bisect)/.test(name),
  );
  return Object.fromEntries(names.map(name => [name, mapping[name]]));
}

describe.each(STAGES)('the events of $stage', ({ stage }) => {
  it('come from three streams, with the settings of the archive', () => {
    const mappings = mappingsOf(stage, 'events');
    expect(mappings.map(({ EventSourceArn }) => target(EventSourceArn)).sort()).toEqual([
      'ExamsTable.StreamArn',
      'HistoryTable.StreamArn',
      'ReviewsTable.StreamArn',
    ]);
    const [archive] = mappingsOf(stage, 'archive');
    for (const { DestinationConfig, ...settings } of mappings) {
      expect(settingsOf(settings)).toEqual(settingsOf(archive ?? {}));
      expect(target(DestinationConfig.OnFailure.Destination)).toBe('EventsFailureQueue');
    }
    expect(resource(stage, 'EventsFailureQueue').Properties.MessageRetentionPeriod).toBe(14 * 86_400);
  });

  it('are logged in less than half the time in which the log settles', () => {
    expect(resource(stage, functionId('events')).Properties.Timeout * 2).toBeLessThanOrEqual(SETTLING_SECONDS);
  });

  it('leave no stream with more than two readers, above which DynamoDB may throttle', () => {
    const mappings = Object.values(ofType(stage, 'AWS::Lambda::EventSourceMapping'));
    const readers = Map.groupBy(mappings, ({ Properties }) => target(Properties.EventSourceArn));
    for (const [stream, { length }] of readers) expect(length, stream).toBeLessThanOrEqual(2);
  });
});

describe.each(STAGES)('the deliveries of $stage', ({ stage, deletionPolicy }) => {
  it('come from their queue, few at a time, and each message ends by itself', () => {
    const [mapping, ...others] = mappingsOf(stage, 'deliveries');
    expect(others).toEqual([]);
    expect(target(mapping?.EventSourceArn)).toBe('DeliveriesQueue');
    expect(mapping).toMatchObject({
      BatchSize: 10,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 20 },
    });
  });

  it('wait in a queue for longer than all retries; a message that is being sent is received by nobody else', () => {
    const queue = resource(stage, 'DeliveriesQueue');
    const { Timeout } = resource(stage, functionId('deliveries')).Properties;
    expect(queue).toMatchObject({ DeletionPolicy: deletionPolicy, UpdateReplacePolicy: deletionPolicy });
    expect(queue.Properties).toMatchObject({
      QueueName: `proctoring-${stage}-deliveries`,
      MessageRetentionPeriod: 14 * 86_400,
      VisibilityTimeout: 6 * Timeout,
      SqsManagedSseEnabled: true,
    });
    // With the reads and writes beside the request.
    expect(Timeout * 1000).toBeGreaterThanOrEqual(3 * TIMEOUT_MS);
  });

  it('leave unreadable messages in a dead-letter queue, and no delivery before its last try', () => {
    const { RedrivePolicy } = resource(stage, 'DeliveriesQueue').Properties;
    expect(target(RedrivePolicy.deadLetterTargetArn)).toBe('DeliveriesFailureQueue');
    expect(RedrivePolicy.maxReceiveCount).toBe(100);
    expect(resource(stage, 'DeliveriesFailureQueue').Properties.MessageRetentionPeriod).toBe(14 * 86_400);
  });

  it.each(['deliveries', 'events', 'webhooks'])('are queued in it: %s knows its URL', name => {
    const { DELIVERIES_QUEUE_URL } = resource(stage, functionId(name)).Properties.Environment.Variables;
    expect(target(DELIVERIES_QUEUE_URL)).toBe('DeliveriesQueue');
  });
});

describe.each(STAGES)('the time-outs of $stage', ({ stage }) => {
  it('run every minute; a failed run is left to the next one', () => {
    for (const { Properties } of Object.values(ofType(stage, 'AWS::Events::Rule'))) {
      expect(Properties).toMatchObject({ ScheduleExpression: 'rate(1 minute)', State: 'ENABLED' });
      expect(Properties.Targets.map(({ Arn }: { Arn: unknown }) => target(Arn))).toEqual([functionId('timeOuts')]);
    }
    expect(resource(stage, functionId('timeOuts')).Properties.Timeout).toBe(60);
    const [invocations, ...others] = Object.values(ofType(stage, 'AWS::Lambda::EventInvokeConfig'));
    expect(others).toEqual([]);
    expect(invocations?.Properties).toMatchObject({ MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 });
  });

  it('divide the buckets among the runs of a minute; one run is the straggler sweep', () => {
    const events = Object.values(ofType(stage, 'AWS::Events::Rule')).map(({ Properties }) =>
      JSON.parse(Properties.Targets[0].Input),
    );
    const all = Array.from({ length: SCHEDULE_BUCKETS }, (_, bucket) => bucket);
    const parts = events.map(event => assignBuckets(event, all));
    const atOnce = parts.filter(({ plan }) => plan.immediate).flatMap(({ buckets }) => buckets);
    expect(atOnce.sort((a, b) => a - b)).toEqual(all);
    expect(parts.filter(({ plan }) => !plan.immediate)).toEqual([
      { buckets: all, plan: { immediate: false, delayedFrom: 1 } },
    ]);
  });
});

describe('a trailing slash', () => {
  const routes = Object.entries(ROUTES).map(([key, name]) => [key === '$default' ? '*' : key, name] as const);
  const find = createRouter(routes);
  // GET attempt/ cannot be told from GET attempt/{id}/ by a route.
  const endpoints = CONTRACT.flatMap(tag => tag.endpoints).filter(({ id }) => id !== 'getAttemptInProgress');

  it.each(endpoints.map(({ method, path }) => [method, path.replace(/\/$/, '').replaceAll(/\{\w+\+?\}/g, 'x')]))(
    'leads to the same function: %s %s',
    (method, path) => {
      expect(find(method, `${path}/`)).toBe(find(method, path));
    },
  );
});

describe.each(STAGES)('the HTTP API of $stage', ({ stage, logRetentionInDays }) => {
  it('sends every route to its function', () => {
    const routes = Object.values(ofType(stage, 'AWS::ApiGatewayV2::Route')).map(({ Properties }) => {
      const [, [, integration]] = Properties.Target['Fn::Join'];
      return [Properties.RouteKey, target(resource(stage, target(integration)).Properties.IntegrationUri)];
    });
    const expected = Object.entries(ROUTES).map(([route, name]) => [route, functionId(name)]);
    expect(routes.sort()).toEqual(expected.sort());
  });

  it('sends requests in payload format 2.0', () => {
    const integrations = Object.values(ofType(stage, 'AWS::ApiGatewayV2::Integration'));
    expect(new Set(integrations.map(({ Properties }) => Properties.PayloadFormatVersion))).toEqual(new Set(['2.0']));
  });

  it('logs no path, which would identify people, and keeps the log for a limited time', () => {
    const { Format, DestinationArn } = resource(stage, 'HttpApiStage').Properties.AccessLogSettings;
    expect(Format.match(/\$context\.[\w.]+/g)).toEqual([
      '$context.requestId',
      '$context.routeKey',
      '$context.status',
      '$context.responseLatency',
      '$context.integrationStatus',
      '$context.integrationErrorMessage',
    ]);
    expect(resource(stage, target(DestinationArn)).Properties.RetentionInDays).toBe(logRetentionInDays);
  });
});
