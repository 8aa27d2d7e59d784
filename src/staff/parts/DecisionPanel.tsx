import { useState } from 'preact/hooks';
import { changeName, giveTime, removeAttempt } from '../actions.ts';
import { ADDITIONAL_TIME } from '../additionalTime.ts';
import type { AttemptDetails } from '../attemptDetails.ts';
import { subjectOfAttempt } from '../departure.ts';
import { nameOf } from '../learnerName.ts';
import { addressOf, navigate, route } from '../navigation.ts';
import { sendAction, sendLater } from '../pendingActions.ts';
import { NO_FILTERS } from '../route.ts';
import { ReasonDialog } from './ReasonDialog.tsx';
import { TextDialog } from './TextDialog.tsx';
import { VerdictForm } from './VerdictForm.tsx';

/** The service cuts longer names. */
const MAX_NAME_LENGTH = 255;

type Open = 'time' | 'name' | 'remove' | undefined;

/** The actions that the attempt's status permits. */
export function DecisionPanel({ course, details }: { course: string; details: AttemptDetails }) {
  const { attempt, allowances } = details;
  const [open, setOpen] = useState<Open>();
  const name = nameOf(attempt);
  // Another dialog can be open by the time of an answer.
  const close = () => setOpen(current => (current === open ? undefined : current));
  const granted = allowances.find(({ key }) => key === ADDITIONAL_TIME)?.value ?? '0';
  return (
    <section aria-labelledby="decision-heading" class="decision">
      <h2 id="decision-heading">Decide</h2>
      <VerdictForm attempt={attempt} />
      <div class="actions others-actions">
        <button type="button" onClick={() => setOpen('time')}>
          Give time …
        </button>
        <button type="button" onClick={() => setOpen('name')}>
          Rename …
        </button>
        <button type="button" class="danger" onClick={() => setOpen('remove')}>
          Remove …
        </button>
      </div>
      {open === 'time' && (
        <TextDialog
          title={`Give time to ${name}`}
          label="More minutes"
          help={`Added to those granted by then, so far ${granted}. The end of a running attempt moves at once, at most to the due date. Time is taken back under Allowances.`}
          initial=""
          inputMode="numeric"
          pattern="[1-9]\d{0,4}"
          action="Give time"
          onClose={close}
          onSubmit={minutes =>
            sendLater(`${minutes} more minutes: ${name}`, () => giveTime(attempt, Number(minutes)), {
              subjects: [subjectOfAttempt(attempt)],
            })
          }
        />
      )}
      {open === 'name' && (
        <TextDialog
          title={`Rename ${name}`}
          label="Name of the learner on this attempt"
          initial={attempt.student_name}
          maxLength={MAX_NAME_LENGTH}
          action="Rename"
          onClose={close}
          onSubmit={text =>
            sendLater(`Rename ${name} to ${text}`, () => changeName(attempt, text), {
              subjects: [subjectOfAttempt(attempt)],
            })
          }
        />
      )}
      {open === 'remove' && (
        <ReasonDialog
          title={`Remove the attempt of ${name}?`}
          explanation="The learner can begin the exam again. The attempt and its review stay in the history. A removal cannot be undone."
          action="Remove"
          onClose={close}
          onSubmit={async text => {
            const isRemoved = await sendAction(() => removeAttempt(attempt, text));
            const currentRoute = route.value;
            if (isRemoved && currentRoute.screen === 'attempt' && currentRoute.code === attempt.attempt_code) {
              navigate(addressOf({ screen: 'attempts', course, filters: NO_FILTERS }));
            }
          }}
        />
      )}
    </section>
  );
}
