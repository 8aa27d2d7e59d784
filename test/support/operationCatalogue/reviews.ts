import { createHash } from 'node:crypto';
import { createToken } from '../../../dev/token.ts';
import { DEVELOPMENT_TOKEN_SECRET } from '../../../src/config/auth.ts';
import { aCaller } from '../builders.ts';
import type { Invocation } from '../bundledService/service.ts';
import {
  act,
  CALLBACK,
  type Course,
  type CreatedAttempt,
  createAttempt,
  createExam,
  invocation,
  remove,
  V1,
} from './course.ts';
import type { Operation } from './operation.ts';

const REMARKS = [
  'Photo ID shown at an angle',
  'Looked away from the screen repeatedly',
  'Second person passed behind the learner',
  'Opened a second browser window',
  'Calculator application in use',
];

/** A review as PSI posts it. @param photoBytes of a photo of the learner, which goes over the wire as base64 */
function psiReview({ code, externalId }: CreatedAttempt, comments = 10, photoBytes = 0) {
  const remarks = Array.from({ length: comments }, (_, index) => ({
    comments: REMARKS[index % REMARKS.length],
    duration: 41,
    eventStart: 310 + 60 * index,
    eventFinish: 351 + 60 * index,
    eventStatus: index % 3 === 0 ? 'Clean' : 'Suspicious',
  }));
  return {
    examDate: 'Nov 02 2026  9:41AM',
    examProcessingStatus: 'Review Completed',
    examTakerEmail: 'learner-0042',
    examTakerFirstName: 'Mina',
    examTakerLastName: 'Okafor',
    examApiData: {
      duration: 90,
      examCode: code,
      examName: 'Midterm _ Thermodynamics',
      examSponsor: 'Example University LMS',
      organization: 'exampleu',
      reviewedExam: true,
      reviewerNotes: 'Open book; calculator allowed',
      ssiProduct: 'rp-now',
    },
    overAllComments: ';Room was scanned late.',
    reviewStatus: 'Suspicious',
    userPhotoBase64String: photo(photoBytes),
    videoReviewLink: 'https://review.vendor.example/DirectLink-Generic.aspx?ID=8f1c2e',
    examMetaData: { examCode: code, ssiRecordLocator: externalId, ssiProduct: 'rp-now', organization: 'exampleu' },
    webCamComments: remarks.filter((_, index) => index % 2 === 0),
    desktopComments: remarks.filter((_, index) => index % 2 === 1),
  };
}

/** No photo gets smaller by being compressed; always the same bytes, so that it always costs the same. */
function photo(bytes: number): string {
  return createHash('shake256', { outputLength: bytes }).update('a photo').digest('base64');
}

async function submitted(course: Course, examId = course.examId): Promise<CreatedAttempt> {
  const attempt = await createAttempt(course, { examId });
  await act(course, attempt, 'start', 'submit');
  return attempt;
}

function callback(json: unknown): Invocation {
  return invocation('vendorCallbacks', 'POST', CALLBACK, null, { json });
}

/** A vendor of the open REST protocol, with an attempt at an exam of its own. */
async function restVendor(course: Course, bring: (examId: number) => Promise<CreatedAttempt>) {
  const { examId } = await createExam(course, { backend: 'proctortrack' });
  const attempt = await bring(examId);
  const caller = aCaller({ userId: 31, username: 'proctortrack', groups: ['proctortrack_review'] });
  return { attempt, token: await createToken(caller, DEVELOPMENT_TOKEN_SECRET) };
}

/** Reviews of vendors, and their reading by staff. */
export const REVIEW_OPERATIONS: readonly Operation[] = [
  {
    id: 'review',
    title: 'a review with 10 comments, of a live attempt',
    function: 'vendorCallbacks',
    prepare: async course => callback(psiReview(await submitted(course))),
  },
  {
    id: 'review_repeated',
    title: 'the same review once more',
    function: 'vendorCallbacks',
    async prepare(course) {
      const again = callback(psiReview(await submitted(course)));
      await course.service.invoke(again);
      return again;
    },
  },
  {
    id: 'review_archived',
    title: 'a review with 10 comments, of a removed attempt',
    function: 'vendorCallbacks',
    async prepare(course) {
      const attempt = await submitted(course);
      await remove(course, attempt);
      return callback(psiReview(attempt));
    },
  },
  {
    id: 'review_with_photo',
    title: 'a review with 10 comments and a photo of 1 MB',
    function: 'vendorCallbacks',
    prepare: async course => callback(psiReview(await submitted(course), 10, 1_000_000)),
  },
  {
    id: 'review_rest',
    title: 'a review with 10 comments by the REST protocol',
    function: 'vendorCallbacks',
    async prepare(course) {
      const { attempt, token } = await restVendor(course, examId => submitted(course, examId));
      const comments = Array.from({ length: 10 }, (_, index) => ({
        comment: REMARKS[index % REMARKS.length],
        status: 'suspicious',
        start: 310 + 60 * index,
        stop: 351 + 60 * index,
        duration: 41,
      }));
      const json = { status: 'suspicious', comments, reviewed_by: 'reviewer-7' };
      return invocation('vendorCallbacks', 'POST', `${V1}/attempt/${attempt.externalId}/reviewed`, token, { json });
    },
  },
  {
    id: 'ready',
    title: 'a REST vendor is ready for the learner',
    function: 'vendorCallbacks',
    async prepare(course) {
      const { attempt, token } = await restVendor(course, examId => createAttempt(course, { examId }));
      const json = { status: 'ready' };
      return invocation('vendorCallbacks', 'POST', `${V1}/attempt/${attempt.externalId}/ready`, token, { json });
    },
  },
  {
    id: 'open_dashboard',
    title: 'staff open the vendor’s dashboard of a reviewed attempt',
    function: 'vendorCallbacks',
    async prepare(course) {
      const attempt = await submitted(course);
      await course.service.invoke(callback(psiReview(attempt)));
      const path = `/api/edx_proctoring/v1/instructor/${course.courseId}/${course.examId}`;
      const query = { attempt: attempt.externalId };
      return invocation('vendorCallbacks', 'GET', path, course.staff, { query });
    },
  },
  {
    id: 'read_review',
    title: 'staff read a review with 10 comments',
    function: 'lookups',
    async prepare(course) {
      const attempt = await submitted(course);
      await course.service.invoke(callback(psiReview(attempt)));
      return invocation('lookups', 'GET', `${V1}/attempt/code/${attempt.code}/review`, course.staff);
    },
  },
];
