import type { TableNames } from '../../src/store/dynamodb/tables.ts';

const ITEM_CHANGES = ['dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'];
const CLAIMS = ['dynamodb:BatchGetItem', 'dynamodb:ConditionCheckItem', ...ITEM_CHANGES];
const STREAM = ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'];

/** Every right that each function has beyond writing its own log; an index as `Table/index`. */
export const RIGHTS: Record<string, Record<string, string[]>> = {
  exams: {
    ExamsTable: ['dynamodb:BatchGetItem', ...ITEM_CHANGES],
    'ExamsTable/by_course': ['dynamodb:Query'],
    DirectoryTable: ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:PutItem'],
  },
  allowances: {
    'AttemptsTable/all_by_course': ['dynamodb:Query'],
    'AttemptsTable/current_by_course': ['dynamodb:Query'],
    ExamsTable: ['dynamodb:BatchGetItem', 'dynamodb:Query', ...ITEM_CHANGES].sort(),
    'ExamsTable/by_course': ['dynamodb:Query'],
    'ExamsTable/by_learner': ['dynamodb:Query'],
    'ExamsTable/by_allowance': ['dynamodb:Query'],
    AttemptsTable: ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:UpdateItem'],
    DirectoryTable: CLAIMS,
    'DirectoryTable/by_learner': ['dynamodb:Query'],
  },
  attempts: {
    AttemptsTable: ['dynamodb:BatchGetItem', ...ITEM_CHANGES],
    'AttemptsTable/by_exam_and_learner': ['dynamodb:Query'],
    DirectoryTable: CLAIMS,
    ExamsTable: ['dynamodb:BatchGetItem', 'dynamodb:ConditionCheckItem', 'dynamodb:GetItem', 'dynamodb:UpdateItem'],
    'ExamsTable/by_course': ['dynamodb:Query'],
    'ExamsTable/by_learner': ['dynamodb:Query'],
    'DirectoryTable/by_learner': ['dynamodb:Query'],
  },
  lookups: {
    AttemptsTable: ['dynamodb:GetItem'],
    DirectoryTable: ['dynamodb:BatchGetItem', 'dynamodb:ConditionCheckItem', 'dynamodb:GetItem'],
    ExamsTable: ['dynamodb:GetItem'],
    HistoryTable: ['dynamodb:Query'],
    ReviewsTable: ['dynamodb:Query'],
    RecordsTable: ['dynamodb:PutItem', 'dynamodb:Query'],
  },
  lists: {
    AttemptsTable: ['dynamodb:BatchGetItem'],
    'AttemptsTable/by_exam_and_learner': ['dynamodb:Query'],
    'AttemptsTable/current_by_course': ['dynamodb:Query'],
    'AttemptsTable/all_by_course': ['dynamodb:Query'],
    'AttemptsTable/in_progress_by_learner': ['dynamodb:Query'],
    ExamsTable: ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:Query'],
    'ExamsTable/by_course': ['dynamodb:Query'],
    DirectoryTable: ['dynamodb:BatchGetItem', 'dynamodb:GetItem'],
    'DirectoryTable/by_learner': ['dynamodb:Query'],
    'ReviewsTable/by_course': ['dynamodb:Query'],
    ReviewsTable: ['dynamodb:BatchGetItem', 'dynamodb:Query'],
    HistoryTable: ['dynamodb:Query'],
    'EventsTable/by_time': ['dynamodb:Query'],
    EventsTable: ['dynamodb:BatchGetItem', 'dynamodb:GetItem'],
  },
  webhooks: {
    WebhooksTable: [
      ...['dynamodb:BatchGetItem', 'dynamodb:DeleteItem', 'dynamodb:GetItem'],
      ...['dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:UpdateItem'],
    ],
    EventsTable: ['dynamodb:BatchGetItem', 'dynamodb:GetItem'],
    'EventsTable/by_time': ['dynamodb:Query'],
    DeliveriesQueue: ['sqs:SendMessage'],
  },
  vendorCallbacks: {
    AttemptsTable: ['dynamodb:ConditionCheckItem', 'dynamodb:GetItem', 'dynamodb:UpdateItem'],
    DirectoryTable: ['dynamodb:BatchGetItem', 'dynamodb:ConditionCheckItem', 'dynamodb:GetItem'],
    ExamsTable: ['dynamodb:GetItem'],
    'ExamsTable/by_course': ['dynamodb:Query'],
    HistoryTable: ['dynamodb:Query'],
    ReviewsTable: ['dynamodb:BatchGetItem', 'dynamodb:PutItem', 'dynamodb:Query'],
  },
  privacy: {
    DirectoryTable: ['dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:UpdateItem'],
    'DirectoryTable/by_learner': ['dynamodb:Query'],
    AttemptsTable: ['dynamodb:GetItem', 'dynamodb:UpdateItem'],
    HistoryTable: ['dynamodb:Query', 'dynamodb:UpdateItem'],
    ReviewsTable: ['dynamodb:DeleteItem', 'dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:UpdateItem'],
    RecordsTable: ['dynamodb:Query', 'dynamodb:UpdateItem'],
    ExamsTable: ['dynamodb:Query', 'dynamodb:UpdateItem'],
    'ExamsTable/by_learner': ['dynamodb:Query'],
  },
  archive: {
    'AttemptsTable.StreamArn': STREAM,
    '*': ['dynamodb:ListStreams'],
    HistoryTable: ['dynamodb:BatchWriteItem', 'dynamodb:PutItem'],
    DirectoryTable: ['dynamodb:BatchGetItem'],
    ArchiveFailureQueue: ['sqs:SendMessage'],
  },
  notifications: {
    'AttemptsTable.StreamArn': STREAM,
    'ExamsTable.StreamArn': STREAM,
    '*': ['dynamodb:ListStreams'],
    ExamsTable: ['dynamodb:GetItem', 'dynamodb:UpdateItem'],
    DirectoryTable: ['dynamodb:UpdateItem'],
    NotificationsFailureQueue: ['sqs:SendMessage'],
  },
  events: {
    'HistoryTable.StreamArn': STREAM,
    'ReviewsTable.StreamArn': STREAM,
    'ExamsTable.StreamArn': STREAM,
    '*': ['dynamodb:ListStreams'],
    ExamsTable: ['dynamodb:BatchGetItem'],
    EventsTable: ['dynamodb:PutItem'],
    EventsFailureQueue: ['sqs:SendMessage'],
    WebhooksTable: ['dynamodb:BatchGetItem', 'dynamodb:GetItem'],
    DeliveriesQueue: ['sqs:SendMessage'],
  },
  deliveries: {
    DeliveriesQueue: [
      ...['sqs:ChangeMessageVisibility', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
      ...['sqs:ReceiveMessage', 'sqs:SendMessage'],
    ],
    WebhooksTable: [
      ...['dynamodb:BatchGetItem', 'dynamodb:DeleteItem', 'dynamodb:GetItem'],
      ...['dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:UpdateItem'],
    ],
    EventsTable: ['dynamodb:BatchGetItem', 'dynamodb:PutItem'],
    DirectoryTable: ['dynamodb:BatchGetItem'],
    HistoryTable: ['dynamodb:Query'],
  },
  timeOuts: {
    'AttemptsTable/all_by_course': ['dynamodb:Query'],
    'AttemptsTable/current_by_course': ['dynamodb:Query'],
    AttemptsTable: ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
    'AttemptsTable/by_schedule': ['dynamodb:Query'],
    DirectoryTable: CLAIMS,
    'DirectoryTable/by_learner': ['dynamodb:Query'],
    ExamsTable: ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
    'ExamsTable/by_course': ['dynamodb:Query'],
    'ExamsTable/by_learner': ['dynamodb:Query'],
  },
  staffPage: {},
  health: {},
};

/** The rights of a function on tables, in the form that counted calls have. */
export function grantedTo(name: string, tables: TableNames): string[] {
  return Object.entries(RIGHTS[name] ?? {})
    .flatMap(([logicalId, actions]) => {
      const [tableId = '', index] = logicalId.split('/');
      const table = tables[tableId.replace(/Table$/, '').toLowerCase() as keyof TableNames];
      return table ? actions.map(action => `${table}${index ? `/${index}` : ''} ${action}`) : [];
    })
    .sort();
}
