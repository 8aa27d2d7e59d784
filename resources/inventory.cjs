/** The deployed resources that alarms and the dashboard share, by their names in serverless.yml. */
const REQUEST_FUNCTIONS = [
  ...['exams', 'allowances', 'attempts', 'lookups', 'lists', 'webhooks'],
  ...['vendorCallbacks', 'privacy', 'staffPage', 'health'],
];
const BACKGROUND_FUNCTIONS = ['archive', 'notifications', 'events', 'deliveries', 'timeOuts'];
const STREAM_FUNCTIONS = ['archive', 'notifications', 'events'];

/** The indexes of each table. */
const INDEXES = {
  attempts: ['by_exam_and_learner', 'current_by_course', 'all_by_course', 'in_progress_by_learner', 'by_schedule'],
  directory: ['by_learner'],
  history: [],
  reviews: ['by_course'],
  exams: ['by_course', 'by_learner', 'by_allowance'],
  events: ['by_time'],
  webhooks: [],
  records: [],
};
const TABLES = Object.keys(INDEXES);

const QUEUES = ['ArchiveFailureQueue', 'NotificationsFailureQueue', 'EventsFailureQueue', 'DeliveriesFailureQueue'];

const capitalized = text => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
const functionId = name => `${capitalized(name)}LambdaFunction`;
const tableId = name => `${capitalized(name)}Table`;

module.exports = {
  BACKGROUND_FUNCTIONS,
  INDEXES,
  QUEUES,
  REQUEST_FUNCTIONS,
  STREAM_FUNCTIONS,
  TABLES,
  capitalized,
  functionId,
  tableId,
};
