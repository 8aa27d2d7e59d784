import { describe, expect, it } from 'vitest';
import {
  isStaffOf,
  isStaffOver,
  isStaffSomewhere,
  requireGlobalStaff,
  requireStaffOf,
  requireStaffOver,
  SCHEDULE,
  UNKNOWN,
  VENDOR,
} from '../../src/domain/actors.ts';
import { aCaller, COURSE } from '../support/builders.ts';
import { problemOf } from '../support/problemOf.ts';

const LEARNER_ID = 7;
const learner = aCaller({ userId: LEARNER_ID });
const courseStaff = aCaller({ userId: 8, courseStaff: [COURSE] });
const ownCourseStaff = aCaller({ userId: LEARNER_ID, courseStaff: [COURSE] });
const otherCourseStaff = aCaller({ userId: 8, courseStaff: ['course-v1:Other+1+1'] });
const globalStaff = aCaller({ userId: 900, isStaff: true });
const ownGlobalStaff = aCaller({ userId: LEARNER_ID, isStaff: true });

describe('staff of a course', () => {
  it('are those that the token names for it, and global staff', () => {
    const callers = [learner, courseStaff, otherCourseStaff, globalStaff];
    expect(callers.map(caller => isStaffOf(caller, COURSE))).toEqual([false, true, false, true]);
  });

  it('are recorded as staff with their id', () => {
    expect(requireStaffOf(courseStaff, COURSE)).toEqual({ role: 'staff', userId: 8 });
    expect(requireStaffOver(courseStaff, COURSE, LEARNER_ID)).toEqual({ role: 'staff', userId: 8 });
  });

  it.each([
    ['a learner', learner],
    ['staff of another course', otherCourseStaff],
  ])('are not %s', (_name, caller) => {
    const problem = { code: 'forbidden', message: 'Only staff of the course may do this.' };
    expect(problemOf(() => requireStaffOf(caller, COURSE))).toEqual(problem);
    expect(problemOf(() => requireStaffOver(caller, COURSE, LEARNER_ID))).toEqual(problem);
  });
});

describe('staff actions on a learner’s data', () => {
  it('are not for course staff who are that learner; global staff act for the LMS', () => {
    const callers = [learner, courseStaff, ownCourseStaff, otherCourseStaff, globalStaff, ownGlobalStaff];
    const expected = [false, true, false, false, true, true];
    expect(callers.map(caller => isStaffOver(caller, COURSE, LEARNER_ID))).toEqual(expected);
    expect(requireStaffOver(ownGlobalStaff, COURSE, LEARNER_ID)).toEqual({ role: 'staff', userId: LEARNER_ID });
    expect(problemOf(() => requireStaffOver(ownCourseStaff, COURSE, LEARNER_ID))).toEqual({
      code: 'forbidden',
      message: 'Course staff may not do this on their own data. Ask other staff of the course.',
    });
  });
});

describe('rights without a course', () => {
  it('staff of any course are staff somewhere', () => {
    const callers = [learner, courseStaff, otherCourseStaff, globalStaff];
    expect(callers.map(isStaffSomewhere)).toEqual([false, true, true, true]);
  });

  it('global staff are not staff of a course', () => {
    expect(() => requireGlobalStaff(globalStaff)).not.toThrow();
    const problem = { code: 'forbidden', message: 'Only global staff may do this.' };
    expect(problemOf(() => requireGlobalStaff(courseStaff))).toEqual(problem);
  });

  it('vendor, schedule and unknown authors have no user', () => {
    expect([VENDOR, SCHEDULE, UNKNOWN]).toEqual([
      { role: 'vendor', userId: null },
      { role: 'schedule', userId: null },
      { role: 'unknown', userId: null },
    ]);
  });
});
