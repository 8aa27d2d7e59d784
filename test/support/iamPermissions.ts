const ITEM_CHANGES = ['dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'];
const CLAIMS = ['dynamodb:BatchGetItem', 'dynamodb:ConditionCheckItem', ...ITEM_CHANGES];
const STREAM = ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'];

/** Every right that each function has beyond writing its own log; an index as `Table/index`. */
export const RIGHTS: Record<string, Record<string, string[]>> = {
  exams: {
    ExamsTable: ['dynamodb:BatchGetItem', ...ITEM_CHANGES],
    'ExamsTable/by_course': ['dynamodb:Query'],
    DirectoryTable: ['dynamodb:BatchGetItem', 'dynamodb:PutItem'],
  },
  allowances: {
    ExamsTable: ['dynamodb:BatchGetItem', ...ITEM_CHANGES],
    'ExamsTable/by_course': ['dynamodb:Query'],
    'ExamsTable/by_learner': ['dynamodb:Query'],
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
    DirectoryTable: ['dynamodb:BatchGetItem', 'dynamodb:GetItem'],
    ExamsTable: ['dynamodb:GetItem'],
    HistoryTable: ['dynamodb:Query'],
    ReviewsTable: ['dynamodb:Query'],
  },
  lists: {
    AttemptsTable: ['dynamodb:BatchGetItem', 'dynamodb:GetItem'],
    'AttemptsTable/by_exam_and_learner': ['dynamodb:Query'],
    'AttemptsTable/current_by_course': ['dynamodb:Query'],
    'AttemptsTable/all_by_course': ['dynamodb:Query'],
    'AttemptsTable/in_progress_by_learner': ['dynamodb:Query'],
    ExamsTable: ['dynamodb:BatchGetItem', 'dynamodb:Query'],
    DirectoryTable: ['dynamodb:BatchGetItem', 'dynamodb:GetItem'],
    'ReviewsTable/by_course': ['dynamodb:Query'],
    ReviewsTable: ['dynamodb:BatchGetItem', 'dynamodb:Query'],
    HistoryTable: ['dynamodb:Query'],
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
    NotificationsFailureQueue: ['sqs:SendMessage'],
  },
  timeOuts: {
    AttemptsTable: ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
    'AttemptsTable/by_schedule': ['dynamodb:Query'],
    DirectoryTable: CLAIMS,
    'DirectoryTable/by_learner': ['dynamodb:Query'],
    ExamsTable: ['dynamodb:BatchGetItem', 'dynamodb:UpdateItem'],
    'ExamsTable/by_course': ['dynamodb:Query'],
    'ExamsTable/by_learner': ['dynamodb:Query'],
  },
  health: {},
};
