/**
 * The rights of each function: its log group, and the tables, indexes and actions that it uses. No function may scan a table; only
 * the archive writes the history, and only privacy anonymises it; only events and deliveries write the log of events.
 */
const { capitalized } = require('./inventory.cjs');

const STREAM = 'DescribeStream GetRecords GetShardIterator';
const DIRECTORY_WRITES = 'GetItem BatchGetItem PutItem UpdateItem DeleteItem ConditionCheckItem';
const ITEM_WRITES = 'GetItem BatchGetItem PutItem UpdateItem DeleteItem';

/** Actions by resource: a table, `table/index`, a table's stream, a queue. Actions without a service are DynamoDB's. */
const RIGHTS = {
  // Exams and review policies are read and written; the directory has one exam per (course, content), the course staff, and the
  // configurations of vendors.
  exams: {
    ExamsTable: ITEM_WRITES,
    'ExamsTable/by_course': 'Query',
    DirectoryTable: 'GetItem BatchGetItem PutItem',
  },

  // Allowances are items beside their exams, learners and course staff are in the directory; the end of a running attempt moves with its allowance.
  allowances: {
    // The learners who have got the minutes of a job are counted.
    ExamsTable: `${ITEM_WRITES} Query`,
    'ExamsTable/by_course': 'Query',
    AttemptsTable: 'GetItem BatchGetItem UpdateItem',
    // The attempts of an exam, whose learners get minutes; those of earlier releases lack the key of the first index.
    'AttemptsTable/all_by_course': 'Query',
    'AttemptsTable/current_by_course': 'Query',
    DirectoryTable: DIRECTORY_WRITES,
    // Copies of a learner's names are found by the learner, and updated.
    'DirectoryTable/by_learner': 'Query',
    'ExamsTable/by_learner': 'Query',
    'ExamsTable/by_allowance': 'Query',
  },

  // Attempts are created, changed and removed together with their directory entries.
  attempts: {
    AttemptsTable: ITEM_WRITES,
    'AttemptsTable/by_exam_and_learner': 'Query',
    DirectoryTable: DIRECTORY_WRITES,
    // The external id of an exam is written when its first attempt is registered with the vendor.
    ExamsTable: 'GetItem BatchGetItem UpdateItem ConditionCheckItem',
    'ExamsTable/by_course': 'Query',
    // Copies of a learner's names are found by the learner, and updated.
    'DirectoryTable/by_learner': 'Query',
    'ExamsTable/by_learner': 'Query',
  },

  // Lookups read the items of an attempt code and decrypt links to videos. They write notes, unless the learner is erased.
  lookups: {
    AttemptsTable: 'GetItem',
    DirectoryTable: 'GetItem BatchGetItem ConditionCheckItem',
    ExamsTable: 'GetItem',
    HistoryTable: 'Query',
    ReviewsTable: 'Query',
    RecordsTable: 'Query PutItem',
  },

  // Lists query the indexes. Links to videos stay encrypted: the function has no key.
  lists: {
    AttemptsTable: 'BatchGetItem',
    'AttemptsTable/by_exam_and_learner': 'Query',
    'AttemptsTable/current_by_course': 'Query',
    'AttemptsTable/all_by_course': 'Query',
    'AttemptsTable/in_progress_by_learner': 'Query',
    ExamsTable: 'GetItem BatchGetItem Query',
    'ExamsTable/by_course': 'Query',
    DirectoryTable: 'GetItem BatchGetItem',
    // The attempts of a learner in all courses, for their onboarding.
    'DirectoryTable/by_learner': 'Query',
    'ReviewsTable/by_course': 'Query',
    // Comments that exceed the review's item are items beside it.
    ReviewsTable: 'BatchGetItem Query',
    // The learner of a review whose attempt code has another attempt by now.
    HistoryTable: 'Query',
    'EventsTable/by_time': 'Query',
    EventsTable: 'GetItem BatchGetItem',
  },

  // Webhooks are read and written; events are read for redelivery.
  webhooks: {
    WebhooksTable: 'GetItem BatchGetItem Query PutItem UpdateItem DeleteItem',
    EventsTable: 'GetItem BatchGetItem',
    'EventsTable/by_time': 'Query',
    DeliveriesQueue: 'sqs:SendMessage',
  },

  // A callback locates the attempt, stores the review and sets the status. It can neither create nor remove an attempt.
  vendorCallbacks: {
    AttemptsTable: 'GetItem UpdateItem ConditionCheckItem',
    DirectoryTable: 'GetItem BatchGetItem ConditionCheckItem',
    ExamsTable: 'GetItem',
    // The vendor of a course is that of its exams.
    'ExamsTable/by_course': 'Query',
    HistoryTable: 'Query',
    // Refused reviews are counted before another one is stored.
    ReviewsTable: 'BatchGetItem PutItem Query',
  },

  // The items of one learner are found by indexes and anonymised. The function can create no attempt, no history and no allowance.
  privacy: {
    DirectoryTable: 'GetItem UpdateItem DeleteItem',
    'DirectoryTable/by_learner': 'Query',
    AttemptsTable: 'GetItem UpdateItem',
    HistoryTable: 'Query UpdateItem',
    // Comments beside a review are put again without text; payloads are deleted.
    ReviewsTable: 'Query UpdateItem PutItem DeleteItem',
    RecordsTable: 'Query UpdateItem',
    ExamsTable: 'Query UpdateItem',
    'ExamsTable/by_learner': 'Query',
  },

  // The stream is read and the history written; the directory has the actor of a removal.
  archive: {
    'AttemptsTable.StreamArn': STREAM,
    '*': 'ListStreams',
    HistoryTable: 'PutItem BatchWriteItem',
    DirectoryTable: 'BatchGetItem',
    ArchiveFailureQueue: 'sqs:SendMessage',
  },

  // Vendors are notified of the changes in the streams; an exam's external id and a vendor's configuration are written back.
  notifications: {
    'AttemptsTable.StreamArn': STREAM,
    'ExamsTable.StreamArn': STREAM,
    '*': 'ListStreams',
    ExamsTable: 'GetItem UpdateItem',
    DirectoryTable: 'UpdateItem',
    NotificationsFailureQueue: 'sqs:SendMessage',
  },

  // Events are logged from the streams, and queued for webhooks; exams and the records of removed allowances complete them.
  events: {
    'HistoryTable.StreamArn': STREAM,
    'ReviewsTable.StreamArn': STREAM,
    'ExamsTable.StreamArn': STREAM,
    '*': 'ListStreams',
    ExamsTable: 'BatchGetItem',
    EventsTable: 'PutItem',
    EventsFailureQueue: 'sqs:SendMessage',
    // Their webhooks are read without secrets.
    WebhooksTable: 'GetItem BatchGetItem',
    DeliveriesQueue: 'sqs:SendMessage',
  },

  // Messages are received, postponed and deleted; webhooks are read and disabled, their results and failures written. Events about webhooks are
  // logged and queued; names and reasons are read for webhooks that include them. Failures of a parked webhook are queued again.
  deliveries: {
    DeliveriesQueue:
      'sqs:ReceiveMessage sqs:DeleteMessage sqs:GetQueueAttributes sqs:ChangeMessageVisibility sqs:SendMessage',
    WebhooksTable: 'GetItem BatchGetItem Query PutItem UpdateItem DeleteItem',
    EventsTable: 'BatchGetItem PutItem',
    DirectoryTable: 'BatchGetItem',
    HistoryTable: 'Query',
  },

  // Due attempts are read, with their exams, and closed. The other rights finish declines (exams of the course, the
  // learner's attempts at them, new declined attempts) and update names.
  timeOuts: {
    'AttemptsTable/by_schedule': 'Query',
    AttemptsTable: 'GetItem BatchGetItem PutItem UpdateItem',
    DirectoryTable: DIRECTORY_WRITES,
    'ExamsTable/by_course': 'Query',
    // The pauses of the exams whose attempts are due.
    ExamsTable: 'GetItem BatchGetItem PutItem UpdateItem',
    // The attempts of an exam, whose learners get minutes; those of earlier releases lack the key of the first index.
    'AttemptsTable/all_by_course': 'Query',
    'AttemptsTable/current_by_course': 'Query',
    // Copies of a learner's names are found by the learner, and updated.
    'DirectoryTable/by_learner': 'Query',
    'ExamsTable/by_learner': 'Query',
  },

  // The page's files are in its bundle.
  staffPage: {},

  // Health calls no service.
  health: {},
};

module.exports = async ({ resolveVariable }) => {
  const prefix = `${await resolveVariable('self:service')}-${await resolveVariable('sls:stage')}`;
  const roles = Object.entries(RIGHTS).map(([name, rights]) => [
    `${capitalized(name)}FunctionRole`,
    role(name, [logStatement(`${prefix}-${name}`), ...Object.entries(rights).map(statement)]),
  ]);
  return { Resources: Object.fromEntries(roles) };
};

function role(policyName, statements) {
  const trust = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' };
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: policyDocument([trust]),
      Policies: [{ PolicyName: policyName, PolicyDocument: policyDocument(statements) }],
    },
  };
}

function policyDocument(statements) {
  return { Version: '2012-10-17', Statement: statements };
}

function logStatement(functionName) {
  const group = `arn:\${AWS::Partition}:logs:\${AWS::Region}:\${AWS::AccountId}:log-group:/aws/lambda/${functionName}:*`;
  return { Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: { 'Fn::Sub': group } };
}

function statement([resource, actions]) {
  const names = actions.split(' ').map(action => (action.includes(':') ? action : `dynamodb:${action}`));
  return { Effect: 'Allow', Action: names, Resource: arn(resource) };
}

function arn(resource) {
  if (resource === '*') return '*';
  const [table, index] = resource.split('/');
  if (index) return { 'Fn::Sub': `\${${table}.Arn}/index/${index}` };
  const [id, attribute = 'Arn'] = resource.split('.');
  return { 'Fn::GetAtt': [id, attribute] };
}
