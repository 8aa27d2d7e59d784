import { SignJWT } from 'jose';
import type { ExamAccessSettings } from '../../../config/examAccess.ts';
import type { Instant } from '../../../domain/time.ts';
import type { ExamAccess } from '../../../usecases/exams/readExamAccess.ts';

/** A token with which the LMS shows the content of the exam to this user, in the format of edx-exams. */
export function signExamAccess(
  { key, keyId, issuer, version }: ExamAccessSettings,
  { userId, access, now }: { userId: number; access: ExamAccess; now: Instant },
): Promise<string> {
  const { exam, seconds } = access;
  const issuedAt = Math.floor(Date.parse(now) / 1000);
  const claims = { lms_user_id: userId, version, course_id: exam.courseId, content_id: exam.contentId };
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'RS512', typ: 'JWT', ...(keyId !== null && { kid: keyId }) })
    .setIssuer(issuer)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + seconds)
    .sign(key);
}
