import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { PROJECT_ROOT } from '../../cli/projectRoot.ts';
import { ALARM_TOPIC_ARN, packagedStage, type Resource } from '../support/packagedStages.ts';

const text = (path: string) => readFileSync(join(PROJECT_ROOT, path), 'utf8');

let resources: Record<string, Resource>;
let alarms: [name: string, properties: Resource['Properties']][];
beforeAll(() => {
  ({ resources } = packagedStage('prod'));
  alarms = ofType('AWS::CloudWatch::Alarm').map(([id, { Properties }]) => [id.replace(/Alarm$/, ''), Properties]);
});

const ofType = (type: string) => Object.entries(resources).filter(([, { Type }]) => Type === type);
const properties = (name: string) => resources[`${name}Alarm`]?.Properties;
/** The dimensions of the metrics of an alarm over several. */
const subjects = (name: string): string[] =>
  properties(name).Metrics.flatMap(({ MetricStat }: { MetricStat?: Resource['Properties'] }) =>
    MetricStat ? [`${MetricStat.Metric.MetricName} ${MetricStat.Metric.Dimensions[0].Value.Ref}`] : [],
  );

/** The value of a dimension; of a resource its id. */
const dimensionValue = ({ Value }: { Value: string | { Ref: string } }) =>
  typeof Value === 'string' ? Value : Value.Ref;

/** The documented alarms with their rows. */
function documented(): Map<string, string> {
  const section =
    text('docs/operations.md')
      .split(/^## /m)
      .find(part => part.startsWith('Alarms')) ?? '';
  return new Map([...section.matchAll(/^\| `(\w+)` \| (.+)\|$/gm)].map(([, name = '', row = '']) => [name, row]));
}

describe('the alarms', () => {
  it('are exactly those explained in docs/operations.md', () => {
    expect([...documented().keys()].sort()).toEqual(alarms.map(([name]) => name).sort());
    for (const row of documented().values()) expect(row.split('|').length).toBeGreaterThanOrEqual(3);
  });

  it('notify the topic on alarm and on recovery', () => {
    for (const [, { AlarmActions, OKActions, AlarmDescription }] of alarms) {
      for (const actions of [AlarmActions, OKActions]) {
        expect(actions).toEqual([{ 'Fn::If': ['HasAlarmTopic', ALARM_TOPIC_ARN, { Ref: 'AWS::NoValue' }] }]);
      }
      expect(AlarmDescription).toBeTruthy();
    }
  });

  it('treat missing data as not breaching, except for the schedule', () => {
    const breaching = alarms.filter(([, { TreatMissingData }]) => TreatMissingData !== 'notBreaching');
    expect(breaching).toMatchObject([['TimeOutsNotRunning', { TreatMissingData: 'breaching' }]]);
  });

  it('cover the errors and throttles of every function', () => {
    const functions = ofType('AWS::Lambda::Function').map(([id]) => id);
    for (const metric of ['Errors', 'Throttles']) {
      const watched = [subjects(`Function${metric}`), subjects(`Background${metric}`)];
      expect(watched.flat().sort()).toEqual(functions.map(id => `${metric} ${id}`).sort());
      // The limit of an alarm (AWS: CloudWatch user guide, metric math).
      for (const metrics of watched) expect(metrics.length).toBeLessThanOrEqual(10);
    }
  });

  it('cover the throttles of every table and index', () => {
    const expected = ofType('AWS::DynamoDB::Table').flatMap(([id, { Properties: table }]) => [
      `ReadThrottleEvents ${id}`,
      `WriteThrottleEvents ${id}`,
      ...(table.GlobalSecondaryIndexes ?? []).map(
        ({ IndexName }: { IndexName: string }) => `WriteThrottleEvents ${id} ${IndexName}`,
      ),
    ]);
    const watched = ['TableThrottles', 'IndexThrottles', 'EventLogThrottles'].flatMap(name =>
      properties(name).Metrics.flatMap(({ MetricStat }: { MetricStat?: Resource['Properties'] }) =>
        MetricStat
          ? [[MetricStat.Metric.MetricName, ...MetricStat.Metric.Dimensions.map(dimensionValue)].join(' ')]
          : [],
      ),
    );
    expect(watched.sort()).toEqual(expected.sort());
  });

  it('have at most the number of metrics that CloudWatch accepts', () => {
    for (const [name, { Metrics = [] }] of alarms) expect(Metrics.length, name).toBeLessThanOrEqual(11);
  });

  it('cover every queue, and the lag of every function that reads a stream', () => {
    const queues = ofType('AWS::SQS::Queue').map(([id]) => id);
    const watched = alarms.flatMap(([, { Namespace, Dimensions }]) =>
      Namespace === 'AWS/SQS' ? [Dimensions[0].Value['Fn::GetAtt'][0]] : [],
    );
    expect([...new Set(watched)].sort()).toEqual(queues.sort());
    const readers = ofType('AWS::Lambda::EventSourceMapping').flatMap(([, { Properties }]) =>
      Properties.StartingPosition ? [Properties.FunctionName['Fn::GetAtt'][0]] : [],
    );
    const lags = alarms.flatMap(([, { MetricName, Dimensions }]) =>
      MetricName === 'IteratorAge' ? [Dimensions[0].Value.Ref] : [],
    );
    expect(lags.sort()).toEqual([...new Set(readers)].sort());
  });

  it('notify of a lag long before records are abandoned, and of dropped records', () => {
    const mapping = resources.ArchiveEventSourceMappingDynamodbAttemptsTable?.Properties;
    expect(properties('ArchiveLag').Threshold / 1000).toBeLessThan(mapping.MaximumRecordAgeInSeconds / 10);
    expect(mapping.MetricsConfig).toEqual({ Metrics: ['EventCount'] });
    expect(properties('ArchiveDropped').Dimensions).toEqual([
      { Name: 'EventSourceMappingUUID', Value: { Ref: 'ArchiveEventSourceMappingDynamodbAttemptsTable' } },
    ]);
  });
});

describe('metric filters', () => {
  const filters = () => ofType('AWS::Logs::MetricFilter').map(([, { Properties }]) => Properties);

  it('feed every alarm that depends on them', () => {
    const counted = filters().map(
      ({ MetricTransformations: [transformation] }) => `${transformation.MetricNamespace} ${transformation.MetricName}`,
    );
    const metrics = alarms.flatMap(([, { Namespace, MetricName }]) =>
      Namespace?.startsWith('proctoring/') ? [`${Namespace} ${MetricName}`] : [],
    );
    expect(metrics.filter(metric => !counted.includes(metric))).toEqual([]);
  });

  /** The files in which the function of a log group writes its lines. */
  const SOURCES: Record<string, string[]> = {
    AttemptsLogGroup: ['src/api/http/pipeline.ts'],
    NotificationsLogGroup: ['src/handlers/notifications.ts'],
    PrivacyLogGroup: ['src/handlers/privacy.ts'],
    TimeOutsLogGroup: ['src/handlers/timeOuts.ts'],
    DeliveriesLogGroup: ['src/handlers/deliveries.ts'],
    VendorCallbacksLogGroup: ['src/domain/errors.ts', 'src/usecases/reviews/refuseReview.ts'],
  };

  it('match the log lines of the functions', () => {
    for (const { LogGroupName, FilterPattern, MetricTransformations } of filters()) {
      if (LogGroupName.Ref === 'HttpApiLogGroup') continue;
      const source = (SOURCES[LogGroupName.Ref] ?? []).map(text).join('\n');
      const words = [...FilterPattern.matchAll(/"([^"]+)"/g)].map(match => match[1]);
      const { MetricValue } = MetricTransformations[0];
      const fields = [
        ...`${FilterPattern} ${MetricValue}`.matchAll(/\$\.(lag_seconds|failing_seconds|failed|unfinished)/g),
      ];
      expect(words.length).toBeGreaterThan(0);
      for (const word of [...words, ...fields.map(match => `${match[1]}:`)]) expect(source).toContain(word);
    }
  });

  it('match the access log of API Gateway', () => {
    const format = JSON.parse(resources.HttpApiStage?.Properties.AccessLogSettings.Format);
    const patterns = filters().flatMap(({ LogGroupName, FilterPattern }) =>
      LogGroupName.Ref === 'HttpApiLogGroup' ? [FilterPattern] : [],
    );
    const fields = patterns.flatMap(pattern => [...pattern.matchAll(/\$\.(\w+)/g)].map(match => match[1]));
    expect(fields).toEqual(['status', 'integrationStatus']);
    for (const field of fields) expect(format[field]).toBe(`$context.${field}`);
  });
});
