import { beforeAll, describe, expect, it } from 'vitest';
import { LEARNERS_ROUTE, type PackagedStage, packagedStage } from '../support/packagedStages.ts';
import { isKnownMetric } from '../support/resourceSpecification.ts';

const API = '/api/edx_proctoring';
const POLL = `ANY ${API}/v1/proctored_exam/attempt/{proxy+}`;
const ANONYMOUS = [
  `ANY ${API}/proctoring_review_callback`,
  `ANY ${API}/proctoring_review_callback/{proxy+}`,
  `ANY ${API}/proctoring_launch_callback/{proxy+}`,
  `ANY ${API}/v1/vendors/{proxy+}`,
  'ANY /csrf/api/v1/token',
  'GET /staff',
  'GET /staff/{proxy+}',
  'GET /health',
  '$default',
];
/** API Gateway's default quota in its smaller regions, for all APIs of an account together. */
const SMALLEST_QUOTA = { rate: 2500, burst: 1250 };

let standard: PackagedStage;
let configured: PackagedStage;

beforeAll(() => {
  [standard, configured] = [packagedStage('dev'), packagedStage('prod')];
});

const properties = ({ resources }: PackagedStage, id: string) => resources[id]?.Properties;

function idsOf(stage: PackagedStage, type: string): string[] {
  return Object.entries(stage.resources).flatMap(([id, { Type }]) => (Type === type ? [id] : []));
}

describe('the limits of the HTTP API', () => {
  it('leave routes that need a token to the quota of the account', () => {
    const { DefaultRouteSettings, RouteSettings } = properties(standard, 'HttpApiStage');
    expect(DefaultRouteSettings).toEqual({ DetailedMetricsEnabled: false });
    expect(RouteSettings[POLL]).toBeUndefined();
  });

  it('are lower for routes without a token', () => {
    const { RouteSettings } = properties(standard, 'HttpApiStage');
    expect(Object.keys(RouteSettings).sort()).toEqual([...ANONYMOUS].sort());
    for (const { ThrottlingRateLimit, ThrottlingBurstLimit } of Object.values<Record<string, number>>(RouteSettings)) {
      expect(ThrottlingRateLimit).toBeLessThan(SMALLEST_QUOTA.rate);
      expect(ThrottlingBurstLimit).toBeLessThan(SMALLEST_QUOTA.burst);
    }
  });

  it('depend on their routes, as settings of a missing route are rejected', () => {
    for (const stage of [standard, configured]) {
      const { Properties, DependsOn } = stage.template.Resources.HttpApiStage ?? {};
      const routeKeys = [DependsOn ?? []].flat().map(id => properties(stage, id).RouteKey);
      expect(routeKeys).toEqual(expect.arrayContaining(Object.keys(Properties?.RouteSettings as object)));
    }
  });

  it('can be set', () => {
    const { DefaultRouteSettings, RouteSettings } = properties(configured, 'HttpApiStage');
    expect(DefaultRouteSettings).toEqual({
      DetailedMetricsEnabled: false,
      ThrottlingRateLimit: 5000,
      ThrottlingBurstLimit: 2500,
    });
    expect(RouteSettings[LEARNERS_ROUTE]).toEqual({ ThrottlingRateLimit: 50, ThrottlingBurstLimit: 60 });
    expect(RouteSettings['GET /health']).toBeUndefined();
    expect(RouteSettings.$default).toEqual(properties(standard, 'HttpApiStage').RouteSettings.$default);
  });
});

describe('the reserved concurrency', () => {
  const reserved = (stage: PackagedStage) =>
    idsOf(stage, 'AWS::Lambda::Function').flatMap(id => {
      const { ReservedConcurrentExecutions } = properties(stage, id);
      return ReservedConcurrentExecutions === undefined ? [] : [[id, ReservedConcurrentExecutions]];
    });

  it('is absent unless it is set', () => {
    expect(reserved(standard)).toEqual([]);
    expect(reserved(configured).sort()).toEqual([
      ['ArchiveLambdaFunction', 40],
      ['NotificationsLambdaFunction', 20],
    ]);
  });
});

describe('the tags', () => {
  it('are those of the stack, which CloudFormation applies to all taggable resources', () => {
    expect(standard.stackTags).toEqual({ Project: 'proctoring', STAGE: 'dev' });
    expect(configured.stackTags).toEqual({ Project: 'proctoring', STAGE: 'prod', CostCenter: '4711' });
  });

  it('are the same wherever a resource has tags of its own', () => {
    const ownTags = Object.values(configured.resources).flatMap(({ Properties }) =>
      Properties?.Tags ? [Properties.Tags] : [],
    );
    for (const tags of ownTags) {
      const pairs = Array.isArray(tags) ? tags.map(({ Key, Value }) => [Key, Value]) : Object.entries(tags);
      expect(Object.fromEntries(pairs)).toEqual(configured.stackTags);
    }
    expect(ownTags.length).toBeGreaterThan(10);
  });
});

describe('the dashboard', () => {
  interface Widget {
    type: string;
    x: number;
    y: number;
    width: number;
    height: number;
    properties: { title: string; alarms?: string[]; metrics?: unknown[][]; region?: string };
  }
  interface ShownMetric {
    namespace: string;
    name: string;
    dimensions: Record<string, string>;
  }

  const widgets = (): Widget[] => JSON.parse(properties(standard, 'Dashboard').DashboardBody['Fn::Sub']).widgets;

  function shownMetrics(): ShownMetric[] {
    return widgets().flatMap(({ properties: { metrics = [] } }) =>
      metrics.map(entry => {
        const [namespace = '', name = '', ...pairs] = entry.filter(part => typeof part === 'string');
        const entries = pairs.flatMap((key, index) => (index % 2 === 0 ? [[key, pairs[index + 1]]] : []));
        return { namespace, name, dimensions: Object.fromEntries(entries) };
      }),
    );
  }

  /** The resources in a metric's dimensions. */
  function subjects(name: string): string[] {
    return shownMetrics().flatMap(metric =>
      metric.name === name ? [/^\$\{(\w+)/.exec(Object.values(metric.dimensions)[0] ?? '')?.[1] ?? ''] : [],
    );
  }

  it('has a valid body: graphs with a region, side by side, and at most the number of metrics of a dashboard', () => {
    const cells = new Set<string>();
    for (const { type, x, y, width, height, properties } of widgets()) {
      expect(['alarm', 'metric']).toContain(type);
      expect(properties.title).toBeTruthy();
      if (type === 'metric')
        expect(properties).toMatchObject({ region: `$\{AWS::Region}`, metrics: expect.any(Array) });
      for (let column = x; column < x + width; column++) {
        expect(column).toBeLessThan(24);
        for (let row = y; row < y + height; row++) {
          expect(cells.has(`${column},${row}`), `${properties.title} overlaps another widget`).toBe(false);
          cells.add(`${column},${row}`);
        }
      }
    }
    expect(shownMetrics().length).toBeLessThanOrEqual(500);
  });

  it('shows metrics of resources of the template only', () => {
    const expected: Record<string, [type: string, reference: RegExp]> = {
      ApiId: ['AWS::ApiGatewayV2::Api', /^\$\{(\w+)\}$/],
      FunctionName: ['AWS::Lambda::Function', /^\$\{(\w+)\}$/],
      TableName: ['AWS::DynamoDB::Table', /^\$\{(\w+)\}$/],
      QueueName: ['AWS::SQS::Queue', /^\$\{(\w+)\.QueueName\}$/],
    };
    for (const { dimensions } of shownMetrics()) {
      const { GlobalSecondaryIndexName: index, ...others } = dimensions;
      for (const [dimension, value] of Object.entries(others)) {
        const [type, reference] = expected[dimension] ?? [];
        const id = reference?.exec(value)?.[1] ?? '';
        expect(standard.resources[id]?.Type, `${dimension} ${value}`).toBe(type);
        if (index) {
          const names = properties(standard, id).GlobalSecondaryIndexes.map(
            ({ IndexName }: { IndexName: string }) => IndexName,
          );
          expect(names).toContain(index);
        }
      }
    }
  });

  it('shows existing metrics: AWS’s, and all of the metric filters', () => {
    const counted = idsOf(standard, 'AWS::Logs::MetricFilter').map(id => {
      const [{ MetricNamespace, MetricName }] = properties(standard, id).MetricTransformations;
      return `${MetricNamespace} ${MetricName}`;
    });
    const ownMetrics = shownMetrics().filter(({ namespace }) => !namespace.startsWith('AWS/'));
    expect(new Set(ownMetrics.map(({ namespace, name }) => `${namespace} ${name}`))).toEqual(new Set(counted));
    for (const { dimensions } of ownMetrics) expect(dimensions).toEqual({});
    for (const { namespace, name } of shownMetrics()) {
      if (namespace.startsWith('AWS/')) expect(isKnownMetric(namespace, name), `${namespace} ${name}`).toBe(true);
    }
  });

  it('shows every function, stream, queue, table, index and alarm', () => {
    const functions = idsOf(standard, 'AWS::Lambda::Function').sort();
    for (const name of ['Invocations', 'Errors', 'Duration', 'Throttles'])
      expect(subjects(name).sort(), name).toEqual(functions);
    const readers = idsOf(standard, 'AWS::Lambda::EventSourceMapping').flatMap(id => {
      const { StartingPosition, FunctionName } = properties(standard, id);
      return StartingPosition ? [FunctionName['Fn::GetAtt'][0]] : [];
    });
    expect(subjects('IteratorAge').sort()).toEqual([...new Set(readers)].sort());
    expect(subjects('ApproximateNumberOfMessagesVisible').sort()).toEqual(idsOf(standard, 'AWS::SQS::Queue').sort());
    const tables = idsOf(standard, 'AWS::DynamoDB::Table').sort();
    expect(subjects('ReadThrottleEvents').sort()).toEqual(tables);
    expect([...new Set(subjects('WriteThrottleEvents'))].sort()).toEqual(tables);
    const indexes = tables.flatMap(id =>
      (properties(standard, id).GlobalSecondaryIndexes ?? []).map(
        ({ IndexName }: { IndexName: string }) => `$\{${id}} ${IndexName}`,
      ),
    );
    const shownIndexes = shownMetrics().flatMap(({ dimensions: { TableName, GlobalSecondaryIndexName } }) =>
      GlobalSecondaryIndexName ? [`${TableName} ${GlobalSecondaryIndexName}`] : [],
    );
    expect(shownIndexes.sort()).toEqual(indexes.sort());
    const [{ properties: first } = { properties: { title: '' } }] = widgets();
    expect('alarms' in first && first.alarms).toEqual(
      idsOf(standard, 'AWS::CloudWatch::Alarm').map(id => `$\{${id}.Arn}`),
    );
  });
});
