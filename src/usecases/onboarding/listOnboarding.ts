import type { Caller } from '../../domain/actors.ts';
import type { Attempt } from '../../domain/attempts/attempt.ts';
import {
  canHaveListStatus,
  listStatusOf,
  type Onboarding,
  type OnboardingListStatus,
} from '../../domain/attempts/onboardingStatus.ts';
import { matchesSearch } from '../../domain/learners/matchesSearch.ts';
import { numberedPage } from '../../domain/numberedPage.ts';
import type { Instant } from '../../domain/time.ts';
import { chunksOf } from '../../platform/chunksOf.ts';
import { requireCourseStaff } from '../courseStaff/staffRights.ts';
import type { EnrolmentStore } from '../ports/enrolmentStore.ts';
import type { LearnerNames } from '../ports/learnerNames.ts';
import {
  isVerifiedBy,
  type OnboardingCourse,
  readCurrentAttempts,
  readOnboardingCourse,
  readOnboardings,
} from './learnerOnboarding.ts';
import type { OnboardingStatusPorts } from './readOnboardingStatus.ts';

export interface OnboardingListPorts extends OnboardingStatusPorts {
  enrolments: Pick<EnrolmentStore, 'ofCourse'>;
  learnerNames: LearnerNames;
}

export interface OnboardingRow {
  userId: number;
  /** "" for a learner without registration and attempts. */
  username: string;
  /** The enrolment mode; null for none. */
  mode: string | null;
  status: OnboardingListStatus;
  /** The last change of the attempt that decides the status. */
  modifiedAt: Instant | null;
}

export interface OnboardingPage {
  rows: OnboardingRow[];
  /** A lower bound where a search or a filter reached its limit. */
  count: number;
  page: number;
  totalPages: number;
}

interface ListQuery {
  page: number;
  /** Part of the username or the email, case-insensitive. */
  search?: string | undefined;
  /** All by default. */
  statuses?: ReadonlySet<OnboardingListStatus> | undefined;
}

const PAGE_SIZE = 25;
/** Learners examined for a search or a filter. */
export const MAX_EXAMINED = 10_000;
/** Learners whose attempts in all courses are read for a filter, each by a query. */
const MAX_LOOKED_UP = 1000;
/** Matches of a filter that are counted beyond the requested page. */
export const MAX_COUNTED_AHEAD = 250;
/** Learners whose current attempts are read together. */
const EXAMINED_BATCH_SIZE = 1000;
const LOOKUP_BATCH_SIZE = 100;

/**
 * A page of a course's learners with their onboarding, by user id. Learners: those enrolled; if the course has no enrolments,
 * those with attempts. A page number beyond the last page returns the last page.
 * @throws DomainError `forbidden`, `onboarding_exam_not_found`
 */
export async function listOnboarding(
  ports: OnboardingListPorts,
  caller: Caller,
  courseId: string,
  { page, search, statuses }: ListQuery,
): Promise<OnboardingPage> {
  await requireCourseStaff(ports, caller, courseId);
  const [course, learners] = await Promise.all([readOnboardingCourse(ports, courseId), readLearners(ports, courseId)]);
  const selected = search ? await searchLearners(ports, learners, search) : [...learners.keys()];
  const filtered = statuses && (await filterByStatus(ports, course, selected, { statuses, page }));
  const matching = filtered ? [...filtered.keys()] : selected;
  const position = numberedPage(page, { count: matching.length, size: PAGE_SIZE });
  const userIds = matching.slice(position.start, position.start + PAGE_SIZE);
  const rows = await toRows(ports, course, userIds, { learners, onboardings: filtered ?? new Map() });
  return { rows, count: matching.length, page: position.page, totalPages: position.totalPages };
}

/** A learner of the list: enrolled in a mode, or known by an attempt. */
interface ListedLearner {
  mode: string | null;
  names?: { username: string; email: string };
}

async function readLearners(ports: OnboardingListPorts, courseId: string): Promise<Map<number, ListedLearner>> {
  const modes = await ports.enrolments.ofCourse(courseId, { isConsistent: false });
  if (modes.size > 0) return new Map([...modes].map(([userId, mode]) => [userId, { mode: mode || null }]));
  return readLearnersWithAttempts(ports, courseId);
}

async function readLearnersWithAttempts(
  { lists }: Pick<OnboardingListPorts, 'lists'>,
  courseId: string,
): Promise<Map<number, ListedLearner>> {
  const { entries } = await lists.allOfCourse(courseId, { limit: MAX_EXAMINED });
  // Oldest first, so that the newest attempt's names win. Erased learners have no names and are not listed.
  const users = new Map(entries.toReversed().map(({ user }) => [user.id, user]));
  const named = [...users.values()].filter(({ username, email }) => username !== '' || email !== '');
  return new Map(
    named
      .sort((a, b) => a.id - b.id)
      .map(({ id, username, email }) => [id, { mode: null, names: { username, email } }]),
  );
}

async function searchLearners(
  ports: OnboardingListPorts,
  learners: ReadonlyMap<number, ListedLearner>,
  search: string,
): Promise<number[]> {
  const examined = [...learners].slice(0, MAX_EXAMINED);
  const withoutNames = examined.flatMap(([userId, { names }]) => (names ? [] : [userId]));
  const registered = await ports.learnerNames.of(withoutNames);
  return examined.flatMap(([userId, { names = registered.get(userId) }]) =>
    names && matchesSearch(names, search) ? [userId] : [],
  );
}

/** The learners whose status is one of these, with their onboarding, in the order of the ids. */
async function filterByStatus(
  ports: OnboardingListPorts,
  course: OnboardingCourse,
  userIds: readonly number[],
  { statuses, page }: { statuses: ReadonlySet<OnboardingListStatus>; page: number },
): Promise<Map<number, Onboarding>> {
  const matching = new Map<number, Onboarding>();
  const maxCount = page * PAGE_SIZE + MAX_COUNTED_AHEAD;
  const context = { courseId: course.courseId, now: ports.clock() };
  let lookedUp = 0;
  for (const examined of chunksOf(userIds.slice(0, MAX_EXAMINED), EXAMINED_BATCH_SIZE)) {
    const current = await readCurrentAttempts(ports, course, examined);
    const currentOf = (userId: number): readonly Attempt[] => current.get(userId) ?? [];
    const candidates = examined.filter(userId => canHaveListStatus(currentOf(userId), statuses, context));
    for (const chunk of chunksOf(candidates, LOOKUP_BATCH_SIZE)) {
      if (matching.size >= maxCount || lookedUp >= MAX_LOOKED_UP) return matching;
      lookedUp += chunk.filter(userId => !isVerifiedBy(currentOf(userId))).length;
      for (const [userId, onboarding] of await readOnboardings(ports, course, chunk, current)) {
        if (statuses.has(listStatusOf(onboarding, context.now))) matching.set(userId, onboarding);
      }
    }
  }
  return matching;
}

async function toRows(
  ports: OnboardingListPorts,
  course: OnboardingCourse,
  userIds: readonly number[],
  list: { learners: ReadonlyMap<number, ListedLearner>; onboardings: ReadonlyMap<number, Onboarding> },
): Promise<OnboardingRow[]> {
  const [names, onboardings] = await Promise.all([
    ports.learnerNames.of(userIds.filter(userId => !list.learners.get(userId)?.names)),
    onboardingsOf(ports, course, userIds, list.onboardings),
  ]);
  const now = ports.clock();
  return userIds.flatMap(userId => {
    const [learner, onboarding] = [list.learners.get(userId), onboardings.get(userId)];
    if (!learner || !onboarding) return [];
    const { username } = learner.names ?? names.get(userId) ?? onboarding.attempt?.user ?? { username: '' };
    const modifiedAt = onboarding.attempt?.modifiedAt ?? null;
    return [{ userId, username, mode: learner.mode, status: listStatusOf(onboarding, now), modifiedAt }];
  });
}

async function onboardingsOf(
  ports: OnboardingListPorts,
  course: OnboardingCourse,
  userIds: readonly number[],
  alreadyRead: ReadonlyMap<number, Onboarding>,
): Promise<ReadonlyMap<number, Onboarding>> {
  if (userIds.every(userId => alreadyRead.has(userId))) return alreadyRead;
  return readOnboardings(ports, course, userIds, await readCurrentAttempts(ports, course, userIds));
}
