/** Every right that each function has beyond writing its own log; an index as `Table/index`. */
export const RIGHTS: Record<string, Record<string, string[]>> = {
  exams: {
    ExamsTable: [
      'dynamodb:BatchGetItem',
      'dynamodb:DeleteItem',
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:UpdateItem',
    ],
    'ExamsTable/by_course': ['dynamodb:Query'],
    DirectoryTable: ['dynamodb:BatchGetItem', 'dynamodb:PutItem'],
  },
  allowances: {
    ExamsTable: ['dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:PutItem'],
    'ExamsTable/by_course': ['dynamodb:Query'],
    AttemptsTable: ['dynamodb:GetItem', 'dynamodb:UpdateItem'],
    DirectoryTable: [
      'dynamodb:BatchGetItem',
      'dynamodb:ConditionCheckItem',
      'dynamodb:DeleteItem',
      'dynamodb:GetItem',
      'dynamodb:PutItem',
    ],
  },
  attempts: {
    AttemptsTable: [
      'dynamodb:BatchGetItem',
      'dynamodb:DeleteItem',
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:UpdateItem',
    ],
    'AttemptsTable/by_exam_and_learner': ['dynamodb:Query'],
    DirectoryTable: ['dynamodb:BatchGetItem', 'dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:PutItem'],
    ExamsTable: ['dynamodb:BatchGetItem', 'dynamodb:ConditionCheckItem', 'dynamodb:GetItem'],
    'ExamsTable/by_course': ['dynamodb:Query'],
    HistoryTable: ['dynamodb:Query'],
    ReviewsTable: ['dynamodb:Query'],
  },
  lists: {
    AttemptsTable: ['dynamodb:BatchGetItem', 'dynamodb:GetItem'],
    'AttemptsTable/by_exam_and_learner': ['dynamodb:Query'],
    'AttemptsTable/current_by_course': ['dynamodb:Query'],
    'AttemptsTable/in_progress_by_learner': ['dynamodb:Query'],
    ExamsTable: ['dynamodb:BatchGetItem', 'dynamodb:Query'],
    DirectoryTable: ['dynamodb:BatchGetItem', 'dynamodb:GetItem'],
  },
  vendorCallbacks: {
    AttemptsTable: ['dynamodb:ConditionCheckItem', 'dynamodb:GetItem', 'dynamodb:UpdateItem'],
    DirectoryTable: ['dynamodb:BatchGetItem', 'dynamodb:GetItem'],
    HistoryTable: ['dynamodb:Query'],
    ReviewsTable: ['dynamodb:BatchGetItem', 'dynamodb:PutItem'],
  },
  archive: {
    'AttemptsTable.StreamArn': ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
    '*': ['dynamodb:ListStreams'],
    HistoryTable: ['dynamodb:BatchWriteItem', 'dynamodb:PutItem'],
    DirectoryTable: ['dynamodb:BatchGetItem'],
    ArchiveFailureQueue: ['sqs:SendMessage'],
  },
  timeOuts: {
    AttemptsTable: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
    'AttemptsTable/by_schedule': ['dynamodb:Query'],
    DirectoryTable: ['dynamodb:GetItem', 'dynamodb:PutItem'],
    'ExamsTable/by_course': ['dynamodb:Query'],
  },
  health: {},
};
