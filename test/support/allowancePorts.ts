import { createAllowanceStore } from '../../src/store/allowances/allowances.ts';
import { createAttemptStore } from '../../src/store/attempts/attempts.ts';
import { createCourseConfigs } from '../../src/store/courseConfigs/courseConfigs.ts';
import { createCourseStaffStore } from '../../src/store/courseStaff/courseStaff.ts';
import { batchReads } from '../../src/store/dynamodb/batchReads.ts';
import { createExamAuthoring } from '../../src/store/exams/examAuthoring.ts';
import { createExamStore } from '../../src/store/exams/exams.ts';
import { createLearnerStore } from '../../src/store/learners/learners.ts';
import { createNameCopies } from '../../src/store/learners/nameCopies.ts';
import type { FreshStores } from './freshStores.ts';

/** The ports of the allowances function, with batched reads. */
export function allowancePorts({ client, tables, ports }: FreshStores): FreshStores['ports'] {
  const coalesced = batchReads(client);
  return {
    ...ports,
    allowances: createAllowanceStore(coalesced, tables),
    attempts: createAttemptStore(coalesced, tables),
    exams: createExamStore(coalesced, tables),
    authoring: createExamAuthoring(coalesced, tables),
    courseConfigs: createCourseConfigs(coalesced, tables),
    courseStaff: createCourseStaffStore(coalesced, tables),
    learners: createLearnerStore(coalesced, tables),
    nameCopies: createNameCopies(coalesced, tables),
  };
}
