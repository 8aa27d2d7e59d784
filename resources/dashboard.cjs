/** The dashboard. Its body is a JSON text into which CloudFormation inserts the names of the resources. */
const { ALARM_IDS } = require('./alarms.cjs');
const {
  BACKGROUND_FUNCTIONS,
  INDEXES,
  QUEUES,
  REQUEST_FUNCTIONS,
  STREAM_FUNCTIONS,
  TABLES,
  functionId,
  tableId,
} = require('./inventory.cjs');

module.exports = async ({ resolveVariable }) => {
  const namespace = await resolveVariable('self:custom.metrics');
  const name = `${await resolveVariable('self:service')}-${await resolveVariable('sls:stage')}`;
  return {
    Resources: {
      Dashboard: {
        Type: 'AWS::CloudWatch::Dashboard',
        Properties: { DashboardName: name, DashboardBody: { 'Fn::Sub': JSON.stringify({ widgets: widgets(namespace) }) } },
      },
    },
  };
};

function widgets(namespace) {
  const functions = [...REQUEST_FUNCTIONS, ...BACKGROUND_FUNCTIONS];
  const ofFunctions = (names, metric, stat) => names.map(name => lambda(name, metric, stat));
  return layOut([
    alarms(),
    graph('Requests', [api('Count', 'Sum'), api('4xx', 'Sum'), api('5xx', 'Sum'), ownMetric(namespace, 'ThrottledRequests')]),
    graph('Latency, ms', [api('Latency', 'p50'), api('Latency', 'p99'), api('IntegrationLatency', 'p99')]),
    graph('Invocations', ofFunctions(functions, 'Invocations', 'Sum')),
    graph('Duration p99, ms', ofFunctions(functions, 'Duration', 'p99')),
    graph('Errors', ofFunctions(functions, 'Errors', 'Sum')),
    graph('Throttles', ofFunctions(functions, 'Throttles', 'Sum')),
    graph('Concurrent executions', ofFunctions(functions, 'ConcurrentExecutions', 'Maximum')),
    graph('Streams: age of the oldest record, ms', ofFunctions(STREAM_FUNCTIONS, 'IteratorAge', 'Maximum')),
    graph('Failure queues: messages', QUEUES.map(queue => metric('AWS/SQS', 'ApproximateNumberOfMessagesVisible', { QueueName: `\${${queue}.QueueName}` }, 'Maximum'))),
    graph('Time-outs: lag, s', [ownMetric(namespace, 'TimeOutsLagSeconds', 'Maximum')]),
    graph('Time-outs: not closed, unfinished runs', [ownMetric(namespace, 'TimeOutsFailed', 'Maximum'), ownMetric(namespace, 'TimeOutsUnfinished')]),
    graph('Reviews: refused reviews, refused deliveries', [ownMetric(namespace, 'RefusedReviews'), ownMetric(namespace, 'RefusedDeliveries')]),
    graph('Vendors: failed calls', [ownMetric(namespace, 'VendorFailures')]),
    graph('Webhooks: deliveries, failed tries', [ownMetric(namespace, 'WebhookDeliveries'), ownMetric(namespace, 'WebhookFailures')]),
    graph('Webhooks: time since the first failure, s', [ownMetric(namespace, 'WebhookFailingSeconds', 'Maximum')]),
    graph('Webhooks: messages', [queue('DeliveriesQueue', 'ApproximateNumberOfMessagesVisible'), queue('DeliveriesQueue', 'ApproximateNumberOfMessagesNotVisible')]),
    graph('DynamoDB: throttles', TABLES.flatMap(table => [dynamodb(table, 'ReadThrottleEvents'), dynamodb(table, 'WriteThrottleEvents')])),
    graph('DynamoDB: throttled indexes', TABLES.flatMap(table => INDEXES[table].map(index => dynamodb(table, 'WriteThrottleEvents', index)))),
    graph('DynamoDB: units', TABLES.flatMap(table => [dynamodb(table, 'ConsumedReadCapacityUnits'), dynamodb(table, 'ConsumedWriteCapacityUnits')])),
  ]);
}

function alarms() {
  return { type: 'alarm', properties: { title: 'Alarms', alarms: ALARM_IDS.map(id => `\${${id}.Arn}`) } };
}

function graph(title, metrics) {
  return { type: 'metric', properties: { title, metrics, region: '${AWS::Region}', view: 'timeSeries', period: 60 } };
}

function metric(namespace, name, dimensions, stat) {
  return [namespace, name, ...Object.entries(dimensions).flat(), { stat }];
}

function api(name, stat) {
  return metric('AWS/ApiGateway', name, { ApiId: '${HttpApi}' }, stat);
}

function lambda(name, metricName, stat) {
  return metric('AWS/Lambda', metricName, { FunctionName: `\${${functionId(name)}}` }, stat);
}

function queue(id, name) {
  return metric('AWS/SQS', name, { QueueName: `\${${id}.QueueName}` }, 'Maximum');
}

function dynamodb(table, name, index) {
  const dimensions = { TableName: `\${${tableId(table)}}`, ...(index && { GlobalSecondaryIndexName: index }) };
  return metric('AWS/DynamoDB', name, dimensions, 'Sum');
}

function ownMetric(namespace, name, stat = 'Sum') {
  return metric(namespace, name, {}, stat);
}

/** The alarms take the whole width; graphs are three in a row. */
function layOut([alarmWidget, ...graphWidgets]) {
  const graphs = graphWidgets.map((widget, index) => ({
    ...widget,
    x: (index % 3) * 8,
    y: 4 + Math.floor(index / 3) * 6,
    width: 8,
    height: 6,
  }));
  return [{ ...alarmWidget, x: 0, y: 0, width: 24, height: 4 }, ...graphs];
}
