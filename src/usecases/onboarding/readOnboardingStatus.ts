import type { Caller } from '../../domain/actors.ts';
import { type Onboarding, onboardingAt } from '../../domain/attempts/onboardingStatus.ts';
import { requireCourseStaff, type StaffRightsPorts } from '../courseStaff/staffRights.ts';
import type { LearnerNames } from '../ports/learnerNames.ts';
import {
  type OnboardingCourse,
  type OnboardingPorts,
  readOnboarding,
  readOnboardingCourse,
} from './learnerOnboarding.ts';

export interface OnboardingStatusPorts extends OnboardingPorts, StaffRightsPorts {
  learnerNames: LearnerNames;
}

/**
 * A learner's onboarding at a course, their own by default. An unknown username is a learner of the LMS without attempts.
 * @throws DomainError `forbidden` for another learner's, unless the caller is staff of the course;
 *   `onboarding_exam_not_found`
 */
export async function readOnboardingStatus(
  ports: OnboardingStatusPorts,
  caller: Caller,
  { courseId, username }: { courseId: string; username?: string | undefined },
): Promise<{ course: OnboardingCourse; onboarding: Onboarding }> {
  const userId = await resolveUserId(ports, caller, courseId, username);
  const course = await readOnboardingCourse(ports, courseId);
  if (userId === undefined) return { course, onboarding: onboardingAt(courseId, [], ports.clock()) };
  return { course, onboarding: await readOnboarding(ports, course, userId) };
}

async function resolveUserId(
  ports: OnboardingStatusPorts,
  caller: Caller,
  courseId: string,
  username: string | undefined,
): Promise<number | undefined> {
  if (!username || username === caller.username) return caller.userId;
  // Before the learner is looked up: others must not find out which usernames exist.
  await requireCourseStaff(ports, caller, courseId);
  return ports.learnerNames.idOf(username);
}
