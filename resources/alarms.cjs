/**
 * The alarms, and the metrics that they read from the logs; docs/operations.md "Alarms" explains each. They notify the topic
 * ALARM_TOPIC_ARN at their start and end.
 */
const {
  BACKGROUND_FUNCTIONS,
  INDEXES,
  REQUEST_FUNCTIONS,
  TABLES,
  capitalized,
  functionId,
  tableId,
} = require('./inventory.cjs');

/** The log of events, the webhooks that it is sent to, and notes: their throttles delay no learner. */
const TABLES_OF_STAFF = ['events', 'webhooks', 'records'];
const TABLES_OF_REQUESTS = TABLES.filter(table => !TABLES_OF_STAFF.includes(table));

const ALARMS = {
  // The history lacks the latest changes. Nothing is lost for 12 hours.
  ArchiveLag: lagAlarm('archive', 'The archive is more than 15 minutes behind'),
  // Vendors are notified late. After an hour the notifications wait for a redrive.
  NotificationsLag: lagAlarm('notifications', 'Vendors are notified more than 15 minutes late'),
  // Events are logged late. Nothing is lost for 12 hours.
  EventsLag: lagAlarm('events', 'Events are logged more than 15 minutes late'),
  // Records that could not be archived within 12 hours; the stream keeps them for 12 more.
  ArchiveFailureQueue: queueAlarm('ArchiveFailureQueue', 'Changes could not be archived and wait to be redriven'),
  NotificationsFailureQueue: queueAlarm(
    'NotificationsFailureQueue',
    'A vendor could not be notified for an hour; the notifications wait to be redriven',
  ),
  // Changes whose events could not be logged within 12 hours; the streams keep them for 12 more.
  EventsFailureQueue: queueAlarm('EventsFailureQueue', 'Events could not be logged and wait to be redriven'),
  // Messages that the deliveries function could not read, or not process a hundred times.
  DeliveriesFailureQueue: queueAlarm('DeliveriesFailureQueue', 'Deliveries to webhooks could not be processed'),
  // SQS delivers nothing further beyond 120,000 messages in flight. At 100,000 webhooks that fail are parked.
  DeliveriesInFlight: queueAlarm('DeliveriesQueue', 'Too many deliveries to webhooks wait for a retry', {
    MetricName: 'ApproximateNumberOfMessagesNotVisible',
    Threshold: 90_000,
  }),
  // Events are sent late: more are logged than endpoints accept.
  DeliveriesBacklog: queueAlarm('DeliveriesQueue', 'More than 10,000 events wait to be sent to webhooks', {
    Threshold: 10_000,
    EvaluationPeriods: 15,
  }),
  // A webhook has answered nothing but errors for an hour. Its events are retried for 53 hours; after five days it is disabled.
  WebhookFailing: logAlarm('WebhookFailingSeconds', 'A webhook has failed for more than an hour', {
    Statistic: 'Maximum',
    Period: 3600,
    Threshold: 3600,
  }),
  // Records dropped by the archive's mapping, with or without a message in the queue.
  ArchiveDropped: metricAlarm('AWS/Lambda', 'DroppedEventCount', 'The archive\'s mapping dropped changes', {
    Dimensions: [{ Name: 'EventSourceMappingUUID', Value: { Ref: 'ArchiveEventSourceMappingDynamodbAttemptsTable' } }],
  }),
  // Errors of the service, of DynamoDB, or of a vendor with which attempts are registered.
  ServerErrors: metricAlarm('AWS/ApiGateway', '5xx', 'Requests are answered 5xx', {
    Dimensions: [{ Name: 'ApiId', Value: { Ref: 'HttpApi' } }],
    Threshold: 4,
  }),
  // A function that failed has sent no answer.
  FunctionErrors: totalAlarm(
    'Functions that answer requests end with errors or at their time limit',
    ofFunctions('Errors', REQUEST_FUNCTIONS),
  ),
  // Streams and the schedule retry by themselves. A separate alarm, because one takes at most ten metrics.
  BackgroundErrors: totalAlarm(
    'Functions of the streams and the schedule end with errors or at their time limit',
    ofFunctions('Errors', BACKGROUND_FUNCTIONS),
  ),
  // Invocations above the account's concurrency limit: callers received 503.
  FunctionThrottles: totalAlarm('Functions that answer requests are throttled', ofFunctions('Throttles', REQUEST_FUNCTIONS)),
  // Work of the streams and the schedule is delayed.
  BackgroundThrottles: totalAlarm(
    'Functions of the streams and the schedule are throttled',
    ofFunctions('Throttles', BACKGROUND_FUNCTIONS),
  ),
  // Throttled reads and writes; the functions retry within the request.
  TableThrottles: totalAlarm(
    'DynamoDB throttles',
    TABLES_OF_REQUESTS.flatMap(throttlesOfTable),
  ),
  // An index above its capacity throttles the writes of its table; DynamoDB counts that at the index only.
  IndexThrottles: totalAlarm(
    'An index of DynamoDB throttles',
    TABLES_OF_REQUESTS.flatMap(throttlesOfIndexes),
  ),
  // Events are logged, listed or sent late, or notes fail. A separate alarm, because one takes at most ten metrics.
  EventLogThrottles: totalAlarm('DynamoDB throttles the log of events, the webhooks or the notes', [
    ...TABLES_OF_STAFF.flatMap(throttlesOfTable),
    ...TABLES_OF_STAFF.flatMap(throttlesOfIndexes),
  ]),
  // Failed calls to a vendor: creations (502 to the learner) and notifications.
  VendorFailures: logAlarm('VendorFailures', 'A proctoring vendor fails', { Threshold: 4 }),
  // Forged deliveries, or a secret that has changed on one side.
  RefusedDeliveries: logAlarm(
    'RefusedDeliveries',
    'Deliveries are refused for their signature or their record locator',
    { Threshold: 4 },
  ),
  // Attempts are closed late. Callers do not notice: reads and actions apply the time-out themselves.
  TimeOutsLag: logAlarm('TimeOutsLagSeconds', 'Attempts are closed more than 2 minutes after their end', {
    Statistic: 'Maximum',
    Threshold: 120,
  }),
  // Attempts that cannot be closed, in consecutive minutes. Each minute has several sweeps with different attempts.
  TimeOutsFailed: logAlarm('TimeOutsFailed', 'Attempts cannot be closed', {
    Statistic: 'Maximum',
    Period: 60,
    EvaluationPeriods: 5,
  }),
  // Sweeps that stop at their limits in consecutive minutes: more attempts end than are closed.
  TimeOutsUnfinished: logAlarm('TimeOutsUnfinished', 'The schedule does not keep up with the attempts that end', {
    Period: 60,
    EvaluationPeriods: 5,
  }),
  // A review of a known attempt was rejected: an exam may have the wrong backend.
  ReviewsRefused: logAlarm('RefusedReviews', 'A review of a known attempt was refused and waits to be looked at'),
  // Requests that API Gateway rejected with 429: a limit of THROTTLING, or the account's quota.
  RequestThrottles: logAlarm('ThrottledRequests', 'API Gateway refuses requests', { Threshold: 99 }),
  TimeOutsNotRunning: metricAlarm('AWS/Lambda', 'Invocations', 'The schedule has not run for 3 minutes', {
    Dimensions: [{ Name: 'FunctionName', Value: { Ref: functionId('timeOuts') } }],
    Period: 180,
    Threshold: 1,
    ComparisonOperator: 'LessThanThreshold',
    TreatMissingData: 'breaching',
  }),
};

/** Own metrics: count the log lines that match a pattern, or read a number from them. */
const LOG_METRICS = {
  CreationVendorFailures: ['Attempts', '{ $.message = "vendor failed" }', 'VendorFailures'],
  NotificationVendorFailures: ['Notifications', '{ $.message = "vendor failed" }', 'VendorFailures'],
  PrivacyVendorFailures: ['Privacy', '{ $.message = "vendor failed" }', 'VendorFailures'],
  CallbackRefusals: [
    'VendorCallbacks',
    '{ $.refusal = "wrong_signature" || $.refusal = "suspicious_lookup" }',
    'RefusedDeliveries',
  ],
  RefusedReviews: ['VendorCallbacks', '{ $.message = "review refused" }', 'RefusedReviews'],
  WebhookDeliveries: ['Deliveries', '{ $.message = "event delivered" }', 'WebhookDeliveries'],
  WebhookFailures: ['Deliveries', '{ $.message = "event not delivered" }', 'WebhookFailures'],
  WebhookFailing: ['Deliveries', '{ $.message = "event not delivered" }', 'WebhookFailingSeconds', '$.failing_seconds'],
  TimeOutsLag: ['TimeOuts', '{ $.message = "time-outs" }', 'TimeOutsLagSeconds', '$.lag_seconds'],
  TimeOutsFailures: ['TimeOuts', '{ $.message = "time-outs" }', 'TimeOutsFailed', '$.failed'],
  TimeOutsLimits: ['TimeOuts', '{ $.message = "time-outs" && $.unfinished IS TRUE }', 'TimeOutsUnfinished'],
  // A 429 that a function answers has an integration status.
  GatewayThrottles: ['HttpApi', '{ $.status = "429" && $.integrationStatus = "-" }', 'ThrottledRequests'],
};

/** The age of the oldest record that a function has not processed. */
function lagAlarm(name, description) {
  return metricAlarm('AWS/Lambda', 'IteratorAge', description, {
    Dimensions: [{ Name: 'FunctionName', Value: { Ref: functionId(name) } }],
    Statistic: 'Maximum',
    Threshold: 900000,
  });
}

function queueAlarm(queue, description, options) {
  return metricAlarm('AWS/SQS', 'ApproximateNumberOfMessagesVisible', description, {
    Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [queue, 'QueueName'] } }],
    Statistic: 'Maximum',
    Period: 60,
    ...options,
  });
}

/** An alarm on one metric: more than 0 in 5 minutes, unless the options differ. */
function metricAlarm(namespace, metric, description, options) {
  return alarm(description, { Namespace: namespace, MetricName: metric, Statistic: 'Sum', Period: 300, ...options });
}

/** An alarm on one of our own metrics. */
function logAlarm(metric, description, options) {
  return metricAlarm(undefined, metric, description, options);
}

/** An alarm on the sum of several metrics. */
function totalAlarm(description, metrics) {
  const sum = { Id: 'total', Expression: 'SUM(METRICS())', Label: 'in all' };
  return alarm(description, { Metrics: [sum, ...metrics] });
}

function alarm(description, properties) {
  return {
    AlarmDescription: description,
    EvaluationPeriods: 1,
    Threshold: 0,
    ComparisonOperator: 'GreaterThanThreshold',
    TreatMissingData: 'notBreaching',
    ...properties,
  };
}

function ofFunctions(metric, names) {
  return names.map(name =>
    summand(name, 'AWS/Lambda', metric, [{ Name: 'FunctionName', Value: { Ref: functionId(name) } }]),
  );
}

function ofTable(id, metric, table, index) {
  const ofIndex = index ? [{ Name: 'GlobalSecondaryIndexName', Value: index }] : [];
  return summand(id, 'AWS/DynamoDB', metric, [{ Name: 'TableName', Value: { Ref: tableId(table) } }, ...ofIndex]);
}

function throttlesOfTable(table) {
  return [
    ofTable(`${table}Writes`, 'WriteThrottleEvents', table),
    ofTable(`${table}Reads`, 'ReadThrottleEvents', table),
  ];
}

function throttlesOfIndexes(table) {
  return INDEXES[table].map(index =>
    ofTable(`${table}${index.split('_').map(capitalized).join('')}`, 'WriteThrottleEvents', table, index),
  );
}

function summand(id, namespace, metric, dimensions) {
  const source = { Namespace: namespace, MetricName: metric, Dimensions: dimensions };
  return { Id: id, ReturnData: false, MetricStat: { Stat: 'Sum', Period: 300, Metric: source } };
}

function alarmResource(properties, ownNamespace, topic) {
  const isOwn = properties.MetricName !== undefined && properties.Namespace === undefined;
  const actions = [{ 'Fn::If': ['HasAlarmTopic', topic, { Ref: 'AWS::NoValue' }] }];
  return {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: { ...properties, ...(isOwn && { Namespace: ownNamespace }), AlarmActions: actions, OKActions: actions },
  };
}

function metricFilter([logGroup, pattern, metric, value = '1'], namespace) {
  return {
    Type: 'AWS::Logs::MetricFilter',
    Properties: {
      LogGroupName: { Ref: `${logGroup}LogGroup` },
      FilterPattern: pattern,
      MetricTransformations: [{ MetricNamespace: namespace, MetricName: metric, MetricValue: value }],
    },
  };
}

async function resources({ resolveVariable }) {
  const namespace = await resolveVariable('self:custom.metrics');
  const topic = process.env.ALARM_TOPIC_ARN ?? '';
  const resourcesOf = (table, id, resource) => Object.entries(table).map(([name, entry]) => [id(name), resource(entry)]);
  return {
    Conditions: { HasAlarmTopic: { 'Fn::Not': [{ 'Fn::Equals': [topic, ''] }] } },
    Resources: Object.fromEntries([
      ...resourcesOf(ALARMS, name => `${name}Alarm`, properties => alarmResource(properties, namespace, topic)),
      ...resourcesOf(LOG_METRICS, name => name, filter => metricFilter(filter, namespace)),
    ]),
    // Enables the metrics of the mapping, such as DroppedEventCount.
    extensions: {
      ArchiveEventSourceMappingDynamodbAttemptsTable: { Properties: { MetricsConfig: { Metrics: ['EventCount'] } } },
    },
  };
}

module.exports = { resources, ALARM_IDS: Object.keys(ALARMS).map(name => `${name}Alarm`) };
