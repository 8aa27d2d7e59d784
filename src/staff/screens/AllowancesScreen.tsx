import { useState } from 'preact/hooks';
import { ProblemError } from '../../client/client.ts';
import { ActionError } from '../actionError.ts';
import { ADDITIONAL_TIME } from '../additionalTime.ts';
import { client } from '../api.ts';
import { subjectOf } from '../departure.ts';
import { ownValueOf, recordOwnValue } from '../ownAllowances.ts';
import { AllowanceImport } from '../parts/AllowanceImport.tsx';
import { Loading } from '../parts/Loading.tsx';
import { Moment } from '../parts/Moment.tsx';
import { ScreenTitle } from '../parts/ScreenTitle.tsx';
import { TextDialog } from '../parts/TextDialog.tsx';
import { sendLater } from '../pendingActions.ts';
import { describeAllowance } from '../timeline.ts';
import { useLoaded } from '../useLoaded.ts';
import type { Allowance } from '../wire.ts';

/** The allowances of a course, by learner. */
export function AllowancesScreen({ course }: { course: string }) {
  const params = { course_id: course };
  const loaded = useLoaded(course, async signal => {
    const [allowances, exams] = await Promise.all([
      client.getAllowances({ params }, { signal }),
      client.listInstructorExams({ params }, { signal }),
    ]);
    return { allowances: allowances.toSorted(byLearner), exams };
  });
  return (
    <>
      <ScreenTitle title="Allowances" course={course} />
      <Loading loaded={loaded}>
        {({ allowances, exams }) => (
          <>
            <AllowanceImport exams={exams.filter(({ is_active }) => is_active)} />
            <section aria-labelledby="granted-heading">
              <h2 id="granted-heading">Granted</h2>
              <AllowanceTable allowances={allowances} />
            </section>
          </>
        )}
      </Loading>
    </>
  );
}

function byLearner(a: Allowance, b: Allowance): number {
  return a.user.username.localeCompare(b.user.username) || a.id - b.id;
}

function AllowanceTable({ allowances }: { allowances: readonly Allowance[] }) {
  const [changed, setChanged] = useState<Allowance | undefined>();
  if (allowances.length === 0) return <p>No allowances are granted in this course.</p>;
  return (
    <>
      <table>
        <caption class="hidden">Allowances by learner</caption>
        <thead>
          <tr>
            <th scope="col">Learner</th>
            <th scope="col">Exam</th>
            <th scope="col">Allowance</th>
            <th scope="col">Changed</th>
            <th scope="col">Actions</th>
          </tr>
        </thead>
        <tbody>
          {allowances.map(allowance => (
            <Row key={allowance.id} allowance={allowance} onChange={() => setChanged(allowance)} />
          ))}
        </tbody>
      </table>
      {changed && (
        <TextDialog
          title={`Change the allowance of ${changed.user.username}`}
          label={changed.key === ADDITIONAL_TIME ? 'Additional minutes' : changed.key.replaceAll('_', ' ')}
          initial={changed.value}
          {...(changed.key === ADDITIONAL_TIME && { inputMode: 'numeric', pattern: '\\d{1,6}' })}
          action="Change"
          onClose={() => setChanged(undefined)}
          onSubmit={value => changeLater(changed, value)}
        />
      )}
    </>
  );
}

function Row({ allowance, onChange }: { allowance: Allowance; onChange: () => void }) {
  const { user, key, value, modified, proctored_exam } = allowance;
  const text = describeAllowance(key, value);
  // A learner can have several.
  const name = (
    <span class="hidden">{` the allowance of ${user.username} at ${proctored_exam.exam_name}: ${text}`}</span>
  );
  return (
    <tr>
      <th scope="row">{user.username}</th>
      <td data-label="Exam">{proctored_exam.exam_name}</td>
      <td data-label="Allowance">{text}</td>
      <td data-label="Changed">
        <Moment at={modified} />
      </td>
      <td data-label="Actions">
        <button type="button" class="plain" onClick={onChange}>
          Change{name}
        </button>
        <button type="button" class="plain" onClick={() => removeLater(allowance)}>
          Remove{name}
        </button>
      </td>
    </tr>
  );
}

/** Changes the value that the user has seen, or their own work on it; one that a colleague has changed meanwhile stays. */
function changeLater(allowance: Allowance, text: string): void {
  const { user, key, proctored_exam } = allowance;
  const value = key === ADDITIONAL_TIME ? String(Number(text)) : text;
  sendLater(
    `${describeAllowance(key, value)}: ${user.username}`,
    async () => {
      const body = { exam_id: proctored_exam.id, user_info: user.id, key, value, if_value: ownValueOf(allowance) };
      await client.setAllowance({ body }).catch(error => rethrowChange(user.username, key, error));
      recordOwnValue(allowance, value);
      return `The allowance of ${user.username} is changed`;
    },
    { subjects: [subjectOf(user.id, proctored_exam.id)] },
  );
}

function removeLater(allowance: Allowance): void {
  const { user, key, value, proctored_exam } = allowance;
  sendLater(
    `Remove from ${user.username}: ${describeAllowance(key, value)}`,
    async () => {
      const if_value = ownValueOf(allowance);
      const body = { exam_id: proctored_exam.id, user_id: user.id, key };
      // After an own removal there is nothing left that the user has seen.
      if (if_value !== null) {
        const input = { body: { ...body, if_value } };
        await client.removeAllowance(input).catch(error => rethrowChange(user.username, key, error));
        recordOwnValue(allowance, null);
      }
      return `The allowance of ${user.username} is removed`;
    },
    { subjects: [subjectOf(user.id, proctored_exam.id)] },
  );
}

function rethrowChange(username: string, key: string, error: unknown): never {
  if (!(error instanceof ProblemError) || error.code !== 'allowance_changed') throw error;
  const present = typeof error.value === 'string' ? `is now “${describeAllowance(key, error.value)}”` : 'is gone';
  throw new ActionError(
    `Nothing was changed: the allowance of ${username} has changed meanwhile and ${present}. Look at it and decide again.`,
  );
}
