/**
 * The dashboard beside the alarms: what is asked of the service, how it answers, and what waits. Its body is a text in
 * which CloudFormation fills in the names of the resources.
 */
const { readFileSync } = require('node:fs');
const { join } = require('node:path');

const REQUEST_FUNCTIONS = ['exams', 'allowances', 'attempts', 'lookups', 'lists', 'vendorCallbacks', 'privacy', 'health'];
const BACKGROUND_FUNCTIONS = ['archive', 'notifications', 'timeOuts'];
const STREAM_FUNCTIONS = ['archive', 'notifications'];
const INDEXES = {
  attempts: ['by_exam_and_learner', 'current_by_course', 'in_progress_by_learner', 'by_schedule'],
  directory: ['by_learner'],
  history: [],
  reviews: ['by_course'],
  exams: ['by_course', 'by_learner'],
};
const TABLES = Object.keys(INDEXES);
const QUEUES = ['ArchiveFailureQueue', 'NotificationsFailureQueue'];

module.exports = async ({ resolveVariable }) => {
  const own = await resolveVariable('self:custom.metrics');
  const name = `${await resolveVariable('self:service')}-${await resolveVariable('sls:stage')}`;
  return {
    Resources: {
      Dashboard: {
        Type: 'AWS::CloudWatch::Dashboard',
        Properties: { DashboardName: name, DashboardBody: { 'Fn::Sub': JSON.stringify({ widgets: widgets(own) }) } },
      },
    },
  };
};

function widgets(own) {
  const all = [...REQUEST_FUNCTIONS, ...BACKGROUND_FUNCTIONS];
  const ofFunctions = (names, metric, stat) => names.map(name => lambda(name, metric, stat));
  return layOut([
    alarms(),
    graph('Requests', [api('Count', 'Sum'), api('4xx', 'Sum'), api('5xx', 'Sum'), counted(own, 'ThrottledRequests')]),
    graph('Latency, ms', [api('Latency', 'p50'), api('Latency', 'p99'), api('IntegrationLatency', 'p99')]),
    graph('Invocations', ofFunctions(all, 'Invocations', 'Sum')),
    graph('Duration p99, ms', ofFunctions(all, 'Duration', 'p99')),
    graph('Errors', ofFunctions(all, 'Errors', 'Sum')),
    graph('Throttles', ofFunctions(all, 'Throttles', 'Sum')),
    graph('Concurrent executions', ofFunctions(all, 'ConcurrentExecutions', 'Maximum')),
    graph('Streams: age of the oldest record, ms', ofFunctions(STREAM_FUNCTIONS, 'IteratorAge', 'Maximum')),
    graph('Failure queues: messages', QUEUES.map(queue => metric('AWS/SQS', 'ApproximateNumberOfMessagesVisible', { QueueName: `\${${queue}.QueueName}` }, 'Maximum'))),
    graph('Time-outs: lag, s', [counted(own, 'TimeOutsLagSeconds', 'Maximum')]),
    graph('Time-outs: not closed, unfinished runs', [counted(own, 'TimeOutsFailed', 'Maximum'), counted(own, 'TimeOutsUnfinished')]),
    graph('Reviews: refused reviews, refused deliveries', [counted(own, 'RefusedReviews'), counted(own, 'RefusedDeliveries')]),
    graph('Vendors: failed calls', [counted(own, 'VendorFailures')]),
    graph('DynamoDB: throttles', TABLES.flatMap(table => [dynamodb(table, 'ReadThrottleEvents'), dynamodb(table, 'WriteThrottleEvents')])),
    graph('DynamoDB: throttled indexes', TABLES.flatMap(table => INDEXES[table].map(index => dynamodb(table, 'WriteThrottleEvents', index)))),
    graph('DynamoDB: units', TABLES.flatMap(table => [dynamodb(table, 'ConsumedReadCapacityUnits'), dynamodb(table, 'ConsumedWriteCapacityUnits')])),
  ]);
}

function alarms() {
  const file = readFileSync(join(__dirname, 'alarms.yml'), 'utf8');
  const arns = [...file.matchAll(/^ {2}(\w+Alarm):$/gm)].map(([, id]) => `\${${id}.Arn}`);
  return { type: 'alarm', properties: { title: 'Alarms', alarms: arns } };
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
  const logicalId = `${name.charAt(0).toUpperCase()}${name.slice(1)}LambdaFunction`;
  return metric('AWS/Lambda', metricName, { FunctionName: `\${${logicalId}}` }, stat);
}

function dynamodb(table, name, index) {
  const logicalId = `${table.charAt(0).toUpperCase()}${table.slice(1)}Table`;
  const dimensions = { TableName: `\${${logicalId}}`, ...(index && { GlobalSecondaryIndexName: index }) };
  return metric('AWS/DynamoDB', name, dimensions, 'Sum');
}

function counted(own, name, stat = 'Sum') {
  return metric(own, name, {}, stat);
}

/** The alarms over the whole width, then three graphs a row. */
function layOut([first, ...others]) {
  const graphs = others.map((widget, index) => ({
    ...widget,
    x: (index % 3) * 8,
    y: 4 + Math.floor(index / 3) * 6,
    width: 8,
    height: 6,
  }));
  return [{ ...first, x: 0, y: 0, width: 24, height: 4 }, ...graphs];
}
