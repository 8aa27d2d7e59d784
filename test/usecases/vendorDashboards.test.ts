import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Attempt } from '../../src/domain/attempts/attempt.ts';
import type { Exam } from '../../src/domain/exams/exam.ts';
import { removeAttempt } from '../../src/usecases/attempts/removeAttempt.ts';
import { addCourseStaff } from '../../src/usecases/courseStaff/registerCourseStaff.ts';
import { changeExam } from '../../src/usecases/exams/changeExam.ts';
import type { DashboardVisit } from '../../src/usecases/ports/dashboards.ts';
import {
  type DashboardQuery,
  openCourseDashboard,
  openDashboardOfExam,
  openExamDashboard,
} from '../../src/usecases/vendors/openDashboard.ts';
import { aCaller, NOW, newCourseId, STAFF } from '../support/builders.ts';
import { inMemoryStores } from '../support/inMemoryPorts/inMemoryStores.ts';
import { deliveryFor } from '../support/scenarios/reviews.ts';
import { recordAsVendor, SETTINGS, storedAttempt, storedExam } from '../support/scenarios/stored.ts';

const REST = 'proctortrack';
const PSI = 'software_secure';
const VIDEO = 'https://review.vendor.example/video/1';

/** A course of its own, whose staff the caller is; the dashboard of PSI is a video, that of other vendors has an address. */
function setUp() {
  const stores = inMemoryStores();
  const courseId = newCourseId();
  const caller = aCaller({ userId: 901, name: 'Ines Ferro', email: 'ines@example.com', courseStaff: [courseId] });
  const visits: DashboardVisit[] = [];
  const visit = (address: (visit: DashboardVisit) => string | null | Promise<string | null>) => {
    return async (visit: DashboardVisit) => {
      visits.push(visit);
      return address(visit);
    };
  };
  const dashboards = {
    [REST]: visit(() => 'https://rest.example'),
    other: visit(() => 'https://other.example'),
    [PSI]: visit(({ readVideoLink }) => readVideoLink()),
  };
  const ports = {
    ...stores.ports,
    clock: () => NOW,
    dashboards: { of: (backend: string) => dashboards[backend as keyof typeof dashboards] },
    toPlayableLink: (vendor: string, link: string) => `${link}?playable=${vendor}`,
  };
  const exam = (overrides: Partial<Exam> = {}) => storedExam(stores, { courseId, backend: REST, ...overrides });
  return {
    ...{ stores, courseId, caller, visits, exam },
    attemptAt: (examId: number) => storedAttempt(stores, examId),
    ofCourse: (as = caller) => openCourseDashboard(ports, as, courseId),
    ofExam: (examId: number, query: DashboardQuery = {}, as = caller) =>
      openExamDashboard(ports, as, courseId, examId, query),
    ofAnyExam: (examId: number, as = caller) => openDashboardOfExam(ports, as, examId),
  };
}

const forbidden = { code: 'forbidden' };

describe('the dashboard of a course', () => {
  it('is that of the vendor of its active proctored exams, visited by the caller', async () => {
    const { courseId, visits, exam, ofCourse } = setUp();
    await exam();
    await exam();
    await exam({ backend: 'other', isActive: false });
    await exam({ backend: 'other', isProctored: false });
    expect(await ofCourse()).toBe('https://rest.example');
    const staff = { userId: 901, name: 'Ines Ferro', email: 'ines@example.com' };
    expect(visits).toEqual([
      {
        ...{ courseId, exam: undefined, attempt: undefined, isConfiguration: false, staff, now: NOW },
        readVideoLink: expect.any(Function),
      },
    ]);
    expect(await visits[0]?.readVideoLink()).toBeNull();
  });

  it('whose exams name no backend is that of the default backend', async () => {
    const { visits, exam, ofCourse } = setUp();
    await exam({ backend: null });
    await exam({ backend: PSI });
    await expect(ofCourse()).rejects.toMatchObject({
      code: 'dashboard_not_found',
      message: `The proctoring backend "${PSI}" has no dashboard for this request.`,
    });
    expect(visits).toHaveLength(1);
  });

  it('is for staff of the course, those of the table included', async () => {
    const { stores, courseId, exam, ofCourse } = setUp();
    await exam();
    const request = () => ofCourse(aCaller({ userId: 902 }));
    await expect(request()).rejects.toMatchObject(forbidden);
    await addCourseStaff(stores.ports, STAFF, [{ courseId, userId: 902 }]);
    expect(await request()).toBe('https://rest.example');
  });

  it.each<[string, string, string, Partial<Exam>[]]>([
    ['without exams', 'exam_not_found', 'has no exams.', []],
    ['whose exams are inactive', 'exam_not_found', 'has no exams.', [{ isActive: false }]],
    ['without a proctored exam', 'dashboard_not_found', 'has no proctored exam.', [{ isProctored: false }]],
    [
      'with exams of two vendors',
      'several_backends',
      'has exams of several proctoring vendors. Open the dashboard of an exam.',
      [{}, { backend: null }],
    ],
  ])('does not exist for a course %s', async (_case, code, message, exams) => {
    const { courseId, visits, exam, ofCourse } = setUp();
    for (const overrides of exams) await exam(overrides);
    await expect(ofCourse()).rejects.toMatchObject({ code, message: `Course ${courseId} ${message}` });
    expect(visits).toEqual([]);
  });
});

describe('the dashboard of an exam', () => {
  it('is visited at the exam, or at its configuration', async () => {
    const { courseId, visits, exam, ofExam, ofAnyExam } = setUp();
    const examId = await exam();
    await ofExam(examId);
    await ofExam(examId, { isConfiguration: true });
    expect(await ofAnyExam(examId)).toBe('https://rest.example');
    expect(visits).toMatchObject(
      [false, true, false].map(isConfiguration => ({
        ...{ courseId, exam: { examId }, attempt: undefined, isConfiguration },
      })),
    );
  });

  it('is that of the default backend where the exam names none', async () => {
    const { exam, ofExam } = setUp();
    await expect(ofExam(await exam({ backend: null }))).rejects.toThrow(`"${PSI}"`);
  });

  it('is for staff of its course only', async () => {
    const { exam, ofExam, ofAnyExam } = setUp();
    const examId = await exam();
    const other = aCaller({ userId: 902, courseStaff: [newCourseId()] });
    await expect(ofExam(examId, {}, other)).rejects.toMatchObject(forbidden);
    await expect(ofAnyExam(examId, other)).rejects.toMatchObject(forbidden);
  });

  it('of another course, or of none, does not exist', async () => {
    const { courseId, exam, ofExam, ofAnyExam } = setUp();
    for (const examId of [await exam({ courseId: newCourseId() }), 5]) {
      await expect(ofExam(examId)).rejects.toMatchObject({
        code: 'exam_not_found',
        message: `Course ${courseId} has no exam with the id ${examId}.`,
      });
    }
    await expect(ofAnyExam(5)).rejects.toMatchObject({ code: 'exam_does_not_exist' });
  });

  it('that is not proctored, or whose vendor has no dashboard, does not exist', async () => {
    const { exam, ofExam, ofAnyExam } = setUp();
    const unproctored = await exam({ isProctored: false });
    const message = `Exam ${unproctored} is not proctored.`;
    await expect(ofExam(unproctored)).rejects.toMatchObject({ code: 'dashboard_not_found', message });
    await expect(ofAnyExam(await exam({ backend: 'x' }))).rejects.toMatchObject({
      code: 'dashboard_not_found',
      message: 'The proctoring backend "x" has no dashboard for this request.',
    });
  });
});

describe('the dashboard of an attempt', () => {
  it('is visited at the attempt, live or removed, by its id ignoring case', async () => {
    const { stores, visits, exam, attemptAt, ofExam } = setUp();
    const examId = await exam();
    const { attemptId, externalId } = await attemptAt(examId);
    await ofExam(examId, { externalId: externalId.toUpperCase() });
    await removeAttempt(stores.ports, STAFF, attemptId, null);
    await ofExam(examId, { externalId });
    expect(visits).toMatchObject([{ attempt: { attemptId } }, { attempt: { attemptId } }]);
  });

  it('is that of the vendor and the kind of exam at its creation', async () => {
    const { stores, visits, exam, attemptAt, ofExam } = setUp();
    const examId = await exam({ backend: 'other' });
    const attempt = await attemptAt(examId);
    const unproctored = await attemptAt(examId);
    stores.editManually(attempt, { watchedBy: REST });
    stores.editManually(unproctored, { createdProctored: false });
    expect(await ofExam(examId, { externalId: attempt.externalId })).toBe('https://rest.example');
    await expect(ofExam(examId, { externalId: unproctored.externalId })).rejects.toMatchObject({
      code: 'dashboard_not_found',
      message: `Exam ${examId} is not proctored.`,
    });
    expect(visits).toHaveLength(1);
  });

  it('is that of its vendor by its own id of the exam, wherever the exam is now', async () => {
    const { stores, visits, exam, attemptAt, ofExam } = setUp();
    const examId = await exam({ externalId: 'E-rest' });
    const { externalId } = await attemptAt(examId);
    const { ports } = stores;
    await changeExam(ports, STAFF, examId, { backend: 'other' });
    await ofExam(examId);
    await ofExam(examId, { externalId });
    await ports.exams.setExternalId(examId, 'other', 'E-other');
    await ofExam(examId);
    await ofExam(examId, { externalId });
    expect(visits.map(visit => visit.exam?.externalId)).toEqual([null, 'E-rest', 'E-other', 'E-rest']);
  });

  it('must be of the exam, by its present external id', async () => {
    const { stores, visits, exam, attemptAt, ofExam } = setUp();
    const examId = await exam();
    const changed = await attemptAt(examId);
    stores.editManually(changed, { externalId: randomUUID() });
    const another = await attemptAt(await exam());
    for (const externalId of ['', randomUUID(), changed.externalId, another.externalId]) {
      await expect(ofExam(examId, { externalId })).rejects.toMatchObject({
        code: 'attempt_not_found',
        message: `Exam ${examId} has no attempt with this external id.`,
      });
    }
    expect(visits).toEqual([]);
  });

  it('is not the caller’s own, unless they are global staff', async () => {
    const { visits, caller, exam, attemptAt, ofExam } = setUp();
    const examId = await exam();
    const { externalId, user } = await attemptAt(examId);
    const own = { ...caller, userId: user.id };
    await expect(ofExam(examId, { externalId }, own)).rejects.toMatchObject(forbidden);
    expect(visits).toEqual([]);
    expect(await ofExam(examId, { externalId }, { ...own, isStaff: true })).toBe('https://rest.example');
  });
});

describe('the video of an attempt’s review', () => {
  const withReviews = async () => {
    const scene = setUp();
    const examId = await scene.exam({ backend: PSI });
    const attempt = await scene.attemptAt(examId);
    const review = (videoLink: string | null, reviewed: Attempt = attempt) =>
      recordAsVendor(
        scene.stores.ports,
        { ...SETTINGS, allowReviewUpdates: true },
        deliveryFor(reviewed, { videoLink }),
      );
    const open = () => scene.ofExam(examId, { externalId: attempt.externalId });
    return { ...scene, examId, attempt, review, open };
  };
  const noDashboard = { code: 'dashboard_not_found' };

  it('is that of the current review, as browsers can play it', async () => {
    const { review, open } = await withReviews();
    await expect(open()).rejects.toMatchObject(noDashboard);
    await review('https://review.vendor.example/video/0');
    await review(VIDEO);
    expect(await open()).toBe(`${VIDEO}?playable=${PSI}`);
  });

  it.each([null, 'javascript:alert(1)'])('is none where the review has the link %s', async videoLink => {
    const { review, open } = await withReviews();
    await review(videoLink);
    await expect(open()).rejects.toMatchObject(noDashboard);
  });

  it('is not that of another attempt that had the code', async () => {
    const { stores, examId, attempt, review, ofExam } = await withReviews();
    await review(VIDEO);
    await removeAttempt(stores.ports, STAFF, attempt.attemptId, null);
    const { attemptCode } = attempt;
    const { externalId } = await storedAttempt(stores, examId, { attemptCode });
    await expect(ofExam(examId, { externalId })).rejects.toMatchObject(noDashboard);
  });
});
