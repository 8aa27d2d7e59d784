import * as contract from '../contract/attempts.ts';
import { actOnAttempt } from '../domain/attempts/actOnAttempt.ts';
import { changeStudentName } from '../domain/attempts/changeStudentName.ts';
import { createAttempt } from '../domain/attempts/createAttempt.ts';
import type { LocatingPorts } from '../domain/attempts/locateAttempt.ts';
import { readAttempt } from '../domain/attempts/readAttempt.ts';
import { removeAttempt } from '../domain/attempts/removeAttempt.ts';
import { asOf, type TimedOutStatus } from '../domain/attempts/timeOut.ts';
import { ACTIONS, type Action } from '../domain/attempts/transitions.ts';
import { Refusal } from '../domain/errors.ts';
import type { ExamStore } from '../domain/exams/exam.ts';
import type { RandomInteger } from '../domain/ids.ts';
import type { Clock } from '../domain/time.ts';
import { ok } from './answer.ts';
import type { Route } from './routing.ts';
import { serve } from './serve.ts';
import { toAttemptRequest, toWireAttempt, toWireAttemptAt } from './wire/attempt.ts';

export interface AttemptPorts extends LocatingPorts {
  exams: ExamStore;
  clock: Clock;
  random: RandomInteger;
  drawCode: () => string;
  timedOutStatus: TimedOutStatus;
}

/** The life of an attempt: what learners and staff do to one. */
export function attemptRoutes(given: AttemptPorts): Route[] {
  return [
    serve(contract.createAttempt, async ({ caller, body }) => {
      const attempt = await createAttempt(given, caller, toAttemptRequest(body));
      return ok({ exam_attempt_id: attempt.attemptId });
    }),
    serve(contract.getAttempt, async ({ caller, params }) => {
      const stored = await readAttempt(given.attempts, caller, params.attempt_id);
      const exam = await given.exams.read(stored.examId);
      const now = given.clock();
      return ok(toWireAttemptAt(asOf(stored, now, given.timedOutStatus), exam ?? null, now));
    }),
    serve(contract.actOnAttempt, async ({ caller, params, body }) => {
      const action = requireAction(body.action);
      if (action === 'reset_attempt') throw new Refusal('unknown_action', 'Not there yet.');
      const attempt = await actOnAttempt(given, caller, params.attempt_id, action);
      return ok({ exam_attempt_id: attempt.attemptId });
    }),
    serve(contract.changeStudentName, async ({ caller, params, body }) => {
      const attempt = await changeStudentName(given, caller, params.attempt_id, body.student_name);
      return ok(toWireAttempt(attempt, (await given.exams.read(attempt.examId)) ?? null));
    }),
    serve(contract.removeAttempt, async ({ caller, params, body }) => {
      await removeAttempt(given, caller, params.attempt_id, body.reason ?? null);
      return ok();
    }),
  ];
}

function requireAction(action: string): Action {
  const known = ACTIONS.find(one => one === action);
  if (known) return known;
  throw new Refusal('unknown_action', `The action must be one of: ${ACTIONS.join(', ')}.`);
}
