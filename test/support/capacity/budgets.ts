import type { Budget } from './budget.ts';

/** Writes of a creation in a transaction; of a start or an end; of any other change of an attempt. */
const CREATED = {
  attempts: 2,
  'attempts/by_exam_and_learner': 1,
  'attempts/current_by_course': 1,
  'attempts/all_by_course': 1,
};
const STARTED_OR_ENDED = { attempts: 1, 'attempts/in_progress_by_learner': 1, 'attempts/by_schedule': 1 };
const CHANGED = { attempts: 1 };
/** Beside a review's own items: the attempt's status, and that the learner is not erased. */
const REVIEWED = { 'reviews/by_course': 1, attempts: 2, directory: 2 };

const CHANGE: Budget = { calls: 'GetItem, UpdateItem', reads: { attempts: 1 }, writes: CHANGED };
const ENDING: Budget = { ...CHANGE, writes: STARTED_OR_ENDED };
const LOCATING: Budget = { calls: 'GetItem ×3', reads: { directory: 1, attempts: 1, exams: 0.5 }, writes: {} };
const CREATION = 'BatchGetItem ×2, TransactWriteItems';
const CREATION_READS = { exams: 4, directory: 3 };
const ACTIVE_ATTEMPT_READS = { 'attempts/in_progress_by_learner': 0.5, attempts: 1 };
const EXAM_OF_LEARNER: Budget = {
  calls: 'GetItem, BatchGetItem ×2',
  reads: { exams: 2, directory: 2, attempts: 1 },
  writes: {},
};
const GRANTED_TO_TEN = {
  ...{ exams: 20, 'exams/by_course': 10, 'exams/by_learner': 10, 'exams/by_allowance': 10 },
  ...{ attempts: 20, directory: 20 },
};
const REVIEW: Budget = {
  calls: 'BatchGetItem, TransactWriteItems',
  reads: { directory: 1, reviews: 1 },
  writes: { ...REVIEWED, reviews: 6 },
};
const PAGE = { attempts: 25, exams: 1 };
const PAGE_BY_NUMBER: Budget = {
  calls: 'Query ×16, BatchGetItem ×2',
  reads: { ...PAGE, 'attempts/current_by_course': 8 },
  writes: {},
};
const PAGE_BY_CURSOR: Budget = {
  calls: 'Query ×8, BatchGetItem ×2',
  reads: { ...PAGE, 'attempts/current_by_course': 4 },
  writes: {},
};

/**
 * The exact cost of each operation of the catalogue, by table and index, without concurrent requests: a page of 25 of 75
 * attempts, 10 comments, 10 learners. `integration/operationBudgets` fails if a cost is higher or lower.
 */
export const BUDGETS: Readonly<Record<string, Budget>> = {
  poll: { calls: 'GetItem', reads: { attempts: 1 }, writes: {} },
  first_poll: { calls: 'GetItem ×2', reads: { attempts: 1, exams: 0.5 }, writes: {} },
  create_by_learner: {
    calls: CREATION,
    reads: CREATION_READS,
    writes: { ...CREATED, directory: 6, 'directory/by_learner': 1 },
  },
  create_by_new_learner: {
    calls: 'BatchGetItem ×2, TransactWriteItems ×2',
    reads: CREATION_READS,
    writes: { ...CREATED, directory: 14, 'directory/by_learner': 1 },
  },
  create_by_staff: {
    calls: CREATION,
    reads: CREATION_READS,
    writes: { ...CREATED, directory: 8, 'directory/by_learner': 1 },
  },
  click_download_software: CHANGE,
  start: { calls: 'GetItem, BatchGetItem, UpdateItem', reads: { attempts: 1, exams: 2 }, writes: STARTED_OR_ENDED },
  stop: CHANGE,
  submit: ENDING,
  // The pauses of the exam.
  error: { ...ENDING, calls: 'GetItem ×2, UpdateItem', reads: { attempts: 1, exams: 1 } },
  decline: {
    calls: 'GetItem, UpdateItem, GetItem, Query, UpdateItem',
    reads: { attempts: 2, 'exams/by_course': 0.5 },
    writes: { attempts: 2, 'attempts/by_schedule': 2 },
  },
  resume: {
    calls: 'BatchGetItem ×2, TransactWriteItems, GetItem, TransactWriteItems',
    reads: { ...CREATION_READS, attempts: 1 },
    writes: { ...CREATED, attempts: 6, 'attempts/current_by_course': 2, directory: 12, 'directory/by_learner': 1 },
  },
  practice_reset: {
    calls: 'GetItem, BatchGetItem, TransactWriteItems',
    reads: { attempts: 1, exams: 4 },
    writes: {
      ...{ attempts: 4, 'attempts/by_exam_and_learner': 2 },
      ...{ 'attempts/current_by_course': 2, 'attempts/all_by_course': 2 },
      ...{ directory: 10, 'directory/by_learner': 2 },
    },
  },

  verify: CHANGE,
  reject: CHANGE,
  mark_ready_to_resume: CHANGE,
  student_name: { calls: 'GetItem, UpdateItem, GetItem', reads: { attempts: 1, exams: 0.5 }, writes: CHANGED },
  remove: {
    calls: 'GetItem, TransactWriteItems',
    reads: { attempts: 1 },
    writes: { ...STARTED_OR_ENDED, ...CREATED, directory: 4, 'directory/by_learner': 1 },
  },
  reset_by_username: {
    calls: 'BatchGetItem ×2, GetItem ×4, Query, TransactWriteItems',
    reads: { exams: 2, 'attempts/by_exam_and_learner': 0.5, directory: 4, attempts: 1 },
    writes: { ...CREATED, directory: 4, 'directory/by_learner': 1 },
  },
  reset_attempts: {
    calls: 'BatchGetItem, GetItem ×2, Query, TransactWriteItems',
    reads: { exams: 1, 'attempts/by_exam_and_learner': 0.5, directory: 1, attempts: 1 },
    writes: { ...CREATED, directory: 4, 'directory/by_learner': 1 },
  },
  add_note: {
    calls: 'GetItem ×3, TransactWriteItems',
    reads: { directory: 1, attempts: 1, exams: 0.5 },
    writes: { records: 2, directory: 2 },
  },
  list_notes: { calls: 'GetItem ×2, Query', reads: { directory: 1, attempts: 1, records: 1 }, writes: {} },
  locate_live: LOCATING,
  locate_archived: LOCATING,
  history: { calls: 'GetItem ×2, Query, GetItem', reads: { ...LOCATING.reads, history: 2 }, writes: {} },
  allowance: {
    calls: 'BatchGetItem ×2, GetItem, TransactWriteItems',
    reads: { exams: 2, directory: 4, attempts: 1 },
    writes: {
      ...{ exams: 2, 'exams/by_course': 1, 'exams/by_learner': 1, 'exams/by_allowance': 1 },
      ...{ attempts: 2, 'attempts/by_schedule': 2, directory: 2 },
    },
  },
  bulk_allowance: {
    calls: 'BatchGetItem ×3, GetItem, TransactWriteItems ×10',
    reads: { exams: 11, directory: 40, attempts: 10 },
    writes: GRANTED_TO_TEN,
  },
  list_edx_exams_exams: { calls: 'Query', reads: { 'exams/by_course': 0.5 }, writes: {} },
  list_edx_exams_allowances: { calls: 'Query ×2', reads: { 'exams/by_course': 1.5 }, writes: {} },
  set_edx_exams_allowances: {
    calls: 'BatchGetItem ×4, TransactWriteItems ×10',
    reads: { exams: 11, directory: 50, attempts: 10 },
    writes: GRANTED_TO_TEN,
  },
  remove_edx_exams_allowance: {
    calls: 'Query, GetItem ×2, BatchGetItem, GetItem, TransactWriteItems',
    reads: { 'exams/by_allowance': 0.5, exams: 3, directory: 1, attempts: 1 },
    writes: { exams: 4, 'exams/by_course': 1, 'exams/by_learner': 2, 'exams/by_allowance': 2, attempts: 2 },
  },
  list_instructor_allowances: { calls: 'Query ×2', reads: { 'exams/by_course': 1.5 }, writes: {} },
  set_instructor_allowances: {
    calls: 'BatchGetItem ×3, GetItem, TransactWriteItems ×10',
    reads: { exams: 11, directory: 40, attempts: 10 },
    writes: GRANTED_TO_TEN,
  },
  remove_instructor_allowances: {
    calls: 'BatchGetItem ×2, GetItem, TransactWriteItems ×10',
    reads: { exams: 11, directory: 10, attempts: 10 },
    writes: {
      ...{ exams: 40, 'exams/by_course': 10, 'exams/by_learner': 20, 'exams/by_allowance': 20 },
      attempts: 20,
    },
  },
  proctoring_settings: { calls: 'Query, GetItem', reads: { 'exams/by_course': 0.5, directory: 1 }, writes: {} },

  review: REVIEW,
  review_repeated: { calls: 'BatchGetItem', reads: { directory: 1, reviews: 1 }, writes: {} },
  review_archived: REVIEW,
  review_with_photo: {
    calls: 'BatchGetItem, TransactWriteItems',
    reads: { directory: 1, reviews: 1 },
    writes: { ...REVIEWED, reviews: 1966 },
  },
  review_rest: {
    calls: 'GetItem ×4, BatchGetItem, TransactWriteItems',
    reads: { directory: 4, attempts: 1, reviews: 1 },
    writes: { ...REVIEWED, reviews: 6 },
  },
  ready: { calls: 'GetItem ×3, UpdateItem', reads: { directory: 2, attempts: 1 }, writes: CHANGED },
  open_dashboard: {
    calls: 'GetItem ×4, Query',
    reads: { exams: 1, directory: 2, attempts: 1, reviews: 1 },
    writes: {},
  },
  read_review: { calls: 'GetItem ×2, Query', reads: { directory: 1, attempts: 1, reviews: 1 }, writes: {} },

  active_attempt: { calls: 'Query, BatchGetItem ×2', reads: { ...ACTIVE_ATTEMPT_READS, exams: 1 }, writes: {} },
  active_exams: { calls: 'Query, BatchGetItem ×2, Query', reads: { ...ACTIVE_ATTEMPT_READS, exams: 2 }, writes: {} },
  course_view: {
    calls: 'BatchGetItem, GetItem, Query',
    reads: { ...ACTIVE_ATTEMPT_READS, exams: 2, directory: 2 },
    writes: {},
  },
  course_view_onboarding: {
    calls: 'BatchGetItem ×2, GetItem, Query ×2',
    reads: { ...ACTIVE_ATTEMPT_READS, exams: 2, 'exams/by_course': 0.5, directory: 2 },
    writes: {},
  },
  edx_exams_view: EXAM_OF_LEARNER,
  latest_attempt: { calls: 'Query, BatchGetItem ×2', reads: { ...ACTIVE_ATTEMPT_READS, exams: 1 }, writes: {} },
  latest_attempt_at_content: EXAM_OF_LEARNER,
  exam_access: { calls: 'BatchGetItem ×2', reads: { exams: 2, directory: 1, attempts: 1 }, writes: {} },
  list_by_cursor: PAGE_BY_CURSOR,
  list_by_page: PAGE_BY_NUMBER,
  list_by_page_middle: PAGE_BY_NUMBER,
  bulk_verify: { calls: 'GetItem ×10, UpdateItem ×10', reads: { attempts: 10 }, writes: { attempts: 10 } },
  bulk_preview: { calls: 'GetItem ×10', reads: { attempts: 10 }, writes: {} },
  list_of_status: { ...PAGE_BY_CURSOR, reads: { ...PAGE_BY_CURSOR.reads, attempts: 75 } },
  list_of_other_status: {
    calls: 'Query ×8, BatchGetItem',
    reads: { attempts: 75, 'attempts/current_by_course': 4 },
    writes: {},
  },
  search_by_cursor: PAGE_BY_CURSOR,
  search_by_page: PAGE_BY_NUMBER,
  search_nobody: { calls: 'Query ×8', reads: { 'attempts/current_by_course': 4 }, writes: {} },
  search_nobody_by_page: { calls: 'Query ×16', reads: { 'attempts/current_by_course': 8 }, writes: {} },
  violation_report: {
    calls: 'Query ×8, BatchGetItem ×2',
    reads: { ...PAGE, reviews: 25, 'reviews/by_course': 4 },
    writes: {},
  },

  list_all: {
    calls: 'Query ×8, BatchGetItem ×2',
    reads: { ...PAGE, 'attempts/all_by_course': 4 },
    writes: {},
  },
  list_all_sorted: {
    calls: 'BatchGetItem ×3, Query ×8',
    reads: { attempts: 62.5, exams: 1, 'attempts/all_by_course': 4 },
    writes: {},
  },
  list_reviewed: {
    calls: 'BatchGetItem ×3, GetItem, Query ×8',
    reads: { attempts: 75, exams: 2, reviews: 37.5, 'attempts/all_by_course': 4 },
    writes: {},
  },
  list_special_exams: { calls: 'Query', reads: { 'exams/by_course': 0.5 }, writes: {} },
  onboarding_status: {
    calls: 'Query, BatchGetItem ×2, Query, BatchGetItem ×2',
    reads: { 'exams/by_course': 0.5, directory: 2, attempts: 2, 'directory/by_learner': 0.5 },
    writes: {},
  },
  // 64 shards of the learners, 25 names, 25 slots; of 25 learners who are not verified the attempts in all courses.
  onboarding_list: {
    calls: 'Query, BatchGetItem ×3, Query ×25',
    reads: { 'exams/by_course': 0.5, directory: 69.5, 'directory/by_learner': 12.5 },
    writes: {},
  },
  onboarding_filter: {
    calls: 'Query, BatchGetItem ×2',
    reads: { 'exams/by_course': 0.5, directory: 107 },
    writes: {},
  },
  enrol: {
    calls: 'BatchGetItem, TransactWriteItems ×10',
    reads: { directory: 10 },
    writes: { directory: 60, 'directory/by_learner': 10 },
  },
  enrol_again: { calls: 'BatchGetItem', reads: { directory: 10 }, writes: {} },
  withdraw: { calls: 'TransactWriteItems ×10', reads: {}, writes: { directory: 40, 'directory/by_learner': 10 } },
  list_enrolments: { calls: 'BatchGetItem', reads: { directory: 64 }, writes: {} },

  add_course_staff: { calls: 'GetItem, UpdateItem ×21', reads: { directory: 1 }, writes: { directory: 21 } },
  remove_course_staff: { calls: 'UpdateItem ×11, GetItem', reads: { directory: 1 }, writes: { directory: 11 } },
  // The courses of the user, and whether each of the two has them.
  read_own_rights: { calls: 'BatchGetItem ×2', reads: { directory: 3 }, writes: {} },
  read_own_rights_by_token: { calls: 'BatchGetItem', reads: { directory: 1 }, writes: {} },
  list_course_staff: { calls: 'GetItem', reads: { directory: 1 }, writes: {} },
  read_by_added_staff: {
    calls: 'GetItem, BatchGetItem, GetItem',
    reads: { attempts: 1, directory: 1, exams: 0.5 },
    writes: {},
  },

  create_exam: { calls: 'TransactWriteItems', reads: {}, writes: { exams: 2, 'exams/by_course': 1, directory: 2 } },
  read_exam: { calls: 'GetItem', reads: { exams: 1 }, writes: {} },
  exam_settings: { calls: 'GetItem ×2', reads: { exams: 1, directory: 1 }, writes: {} },
  list_exams: { calls: 'Query', reads: { 'exams/by_course': 0.5 }, writes: {} },
  publish_exams: {
    calls: 'GetItem, BatchGetItem, GetItem, Query, TransactWriteItems',
    reads: { exams: 1, 'exams/by_course': 0.5, directory: 4 },
    writes: { exams: 4, 'exams/by_course': 2, directory: 4 },
  },
  configure_course: { calls: 'PutItem', reads: {}, writes: { directory: 1 } },
  read_course_config: { calls: 'GetItem', reads: { directory: 1 }, writes: {} },

  monitor: {
    calls: 'GetItem, Query ×8, BatchGetItem',
    reads: { exams: 1, 'attempts/all_by_course': 4, attempts: 37.5 },
    writes: {},
  },
  monitor_again: { calls: 'GetItem', reads: { exams: 1 }, writes: {} },
  allowance_changes: { calls: 'GetItem, Query ×2', reads: { exams: 3 }, writes: {} },
  time_job: {
    calls:
      'GetItem, TransactWriteItems, GetItem, Query ×8, GetItem, BatchGetItem, GetItem, TransactWriteItems, UpdateItem, GetItem ×2, Query',
    reads: { exams: 5.5, attempts: 2, directory: 2, 'attempts/all_by_course': 4 },
    writes: {
      ...{ exams: 7, directory: 4, 'directory/by_learner': 1, 'exams/by_course': 1, 'exams/by_learner': 1 },
      ...{ 'exams/by_allowance': 1, attempts: 2, 'attempts/by_schedule': 2 },
    },
  },
  time_job_by_schedule: {
    calls: 'Query ×49, GetItem ×2, Query ×8, BatchGetItem, GetItem ×4, TransactWriteItems, UpdateItem, Query',
    reads: {
      ...{ exams: 3, attempts: 2, directory: 2, 'attempts/by_schedule': 24 },
      ...{ 'directory/by_learner': 1, 'attempts/all_by_course': 4 },
    },
    writes: {
      ...{ exams: 7, 'exams/by_course': 1, 'exams/by_learner': 1, 'exams/by_allowance': 1 },
      ...{ attempts: 2, 'attempts/by_schedule': 2, directory: 2 },
    },
  },
  pause_exam: { calls: 'GetItem, UpdateItem', reads: { exams: 1 }, writes: { exams: 1, 'exams/by_course': 1 } },
  resume_exam: { calls: 'GetItem, UpdateItem', reads: { exams: 1 }, writes: { exams: 1, 'exams/by_course': 1 } },

  schedule: { calls: 'Query ×6', reads: { 'attempts/by_schedule': 3 }, writes: {} },
  // The last queries look for pending jobs, and for learners with names to propagate.
  schedule_later: {
    calls: 'Query ×50',
    reads: { 'attempts/by_schedule': 24, 'directory/by_learner': 1 },
    writes: {},
  },
  time_out: {
    calls: 'BatchGetItem, GetItem, Query ×48, UpdateItem',
    reads: { 'attempts/by_schedule': 24, attempts: 1, exams: 1 },
    writes: STARTED_OR_ENDED,
  },
  archive_100: {
    calls: 'BatchGetItem, BatchWriteItem ×4, BatchGetItem',
    reads: { directory: 200 },
    writes: { history: 100 },
  },
  archive_100_removals: {
    calls: 'BatchGetItem ×2, BatchWriteItem ×4, BatchGetItem',
    reads: { directory: 300 },
    writes: { history: 100 },
  },

  log_100_events: {
    calls: 'BatchGetItem, PutItem ×100, GetItem',
    reads: { exams: 1, webhooks: 1 },
    writes: { events: 200, 'events/by_time': 100 },
  },
  queue_100_events: {
    calls: 'BatchGetItem, PutItem ×100, GetItem, BatchGetItem',
    reads: { exams: 1, webhooks: 2 },
    writes: { events: 200, 'events/by_time': 100 },
  },
  poll_events: { calls: 'Query ×8, BatchGetItem', reads: { 'events/by_time': 4, events: 25 }, writes: {} },
  read_event: { calls: 'GetItem', reads: { events: 1 }, writes: {} },

  create_webhook: { calls: 'TransactWriteItems', reads: {}, writes: { webhooks: 6 } },
  list_webhooks: { calls: 'GetItem, BatchGetItem ×2', reads: { webhooks: 21 }, writes: {} },
  read_webhook: { calls: 'GetItem, BatchGetItem', reads: { webhooks: 2 }, writes: {} },
  change_webhook: {
    calls: 'GetItem, TransactWriteItems, BatchGetItem',
    reads: { webhooks: 2 },
    writes: { webhooks: 4 },
  },
  remove_webhook: {
    calls: 'GetItem, TransactWriteItems, Query, DeleteItem ×25',
    reads: { webhooks: 3 },
    writes: { webhooks: 31 },
  },
  rotate_webhook_secret: { calls: 'GetItem, TransactWriteItems', reads: { webhooks: 1 }, writes: { webhooks: 4 } },
  test_webhook: { calls: 'GetItem', reads: { webhooks: 1 }, writes: {} },
  redeliver_event: {
    calls: 'GetItem ×3, DeleteItem',
    reads: { events: 1, webhooks: 2 },
    writes: { webhooks: 1 },
  },
  redeliver_window: {
    calls: 'GetItem, Query ×8, BatchGetItem',
    reads: { 'events/by_time': 4, events: 25, webhooks: 1 },
    writes: {},
  },
  redeliver_failures: {
    calls: 'GetItem, Query, BatchGetItem, DeleteItem ×25',
    reads: { events: 25, webhooks: 3 },
    writes: { webhooks: 25 },
  },
  list_webhook_failures: { calls: 'GetItem, Query', reads: { webhooks: 3 }, writes: {} },

  deliver_10_events: {
    calls: 'GetItem, BatchGetItem, GetItem, UpdateItem',
    reads: { webhooks: 3 },
    writes: { webhooks: 1 },
  },
  deliver_last_try: {
    calls: 'GetItem, BatchGetItem, UpdateItem, PutItem',
    reads: { webhooks: 2 },
    writes: { webhooks: 2 },
  },
};
