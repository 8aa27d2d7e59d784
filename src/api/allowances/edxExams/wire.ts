import type * as z from 'zod/mini';
import { ADDITIONAL_TIME } from '../../../domain/allowances/allowance.ts';
import type { AllowanceAtExam } from '../../../usecases/allowances/courseAllowances.ts';
import type { TimeRow } from '../../../usecases/allowances/setAdditionalTimes.ts';
import type { setEdxExamsAllowances } from './contract.ts';

/** The format has no allowances but additional time. */
export function toEdxExamsAllowances(allowances: readonly AllowanceAtExam[]) {
  return allowances
    .filter(({ allowance }) => allowance.key === ADDITIONAL_TIME)
    .map(({ allowance: { allowanceId, user, value }, exam }) => ({
      id: allowanceId,
      exam_id: exam.examId,
      user_id: user.id,
      extra_time_mins: Number(value),
      username: user.username,
      exam_name: exam.examName,
      email: user.email,
    }));
}

export function toTimeRows(body: z.output<ReturnType<typeof setEdxExamsAllowances.body>>): TimeRow[] {
  return body.map(({ username, email, exam_id, extra_time_mins }) => ({
    examId: exam_id,
    learner: username || email || '',
    namedBy: username ? 'username' : 'email',
    minutes: extra_time_mins,
  }));
}
