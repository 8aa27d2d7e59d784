import { useEffect, useState } from 'preact/hooks';
import { client, describeError } from '../api.ts';
import { describePreview, type RowResult, type TimeChange, timeChanges, toFailure, willChange } from '../bulk.ts';
import { actOnMany, giveTimeToMany } from '../bulkActions.ts';
import { type BulkChoice, bulkChoice, NOTHING, selection, showOutcome } from '../bulkOutcome.ts';
import { subjectOfAttempt } from '../departure.ts';
import { sendAction, sendLater } from '../pendingActions.ts';
import type { Allowance } from '../wire.ts';
import { ACTIONS, counted } from '../wording.ts';
import { BulkPreview } from './BulkPreview.tsx';
import { Dialog } from './Dialog.tsx';
import { DialogActions } from './DialogActions.tsx';

/** Asks for the reason, after a preview of what an action does to each of the chosen attempts. */
export function BulkDialog() {
  const choice = bulkChoice.value;
  if (choice === undefined) return null;
  const { action, attempts } = choice;
  // Of the form, not of the dialog, which stays open when the choice changes.
  const key = attempts.map(({ id, version }) => `${id}.${version}`).join();
  return (
    <Dialog title={`${ACTIONS[action].label}: ${counted(attempts.length, 'attempt')}`} onClose={close} isWide>
      {action === 'time' ? (
        <TimeForm key={key} choice={choice} />
      ) : (
        <ActionForm key={key} choice={choice} action={action} />
      )}
    </Dialog>
  );
}

const close = () => {
  bulkChoice.value = undefined;
};

function finish(choice: BulkChoice): void {
  // Another dialog can be open by the time of an answer.
  if (bulkChoice.value !== choice) return;
  close();
  selection.value = NOTHING;
}

function ActionForm({ choice, action }: { choice: BulkChoice; action: Exclude<BulkChoice['action'], 'time'> }) {
  const [preview, setPreview] = useState<readonly RowResult[] | undefined>();
  const [reason, setReason] = useState(choice.reason);
  const [isSending, setSending] = useState(false);
  useEffect(() => {
    void actOnMany(action, choice.attempts, '', true).then(setPreview);
  }, []);
  if (preview === undefined) return <p class="loading">Checking each attempt …</p>;
  const able = preview.filter(willChange).map(({ attempt }) => attempt);
  const isRemoval = action === 'remove';
  const isReasoned = isRemoval || action === 'reject';
  const send = async () =>
    showOutcome({ ...choice, reason, attempts: able }, await actOnMany(action, able, reason.trim(), false));
  const submit = async () => {
    if (isRemoval) {
      setSending(true);
      await sendAction(send);
    } else {
      sendLater(`${ACTIONS[action].label}: ${counted(able.length, 'attempt')}`, send, {
        subjects: able.map(subjectOfAttempt),
        isDecision: true,
      });
    }
    finish(choice);
  };
  return (
    <form
      onSubmit={event => {
        event.preventDefault();
        void submit();
      }}
    >
      <BulkPreview choice={choice} results={preview} summary={describePreview(action, preview)} />
      {able.length > 0 && (
        <>
          {isRemoval && (
            <p>
              The learners can begin the exam again. The attempts and their reviews stay in the history. A removal
              cannot be undone.
            </p>
          )}
          <label for="bulk-reason">
            Reason, for the history of each{!isReasoned && <span class="hint"> (optional)</span>}
          </label>
          <textarea
            id="bulk-reason"
            rows={2}
            maxLength={500}
            value={reason}
            required={isReasoned}
            onInput={event => setReason(event.currentTarget.value)}
          />
        </>
      )}
      <p class="actions">
        {able.length > 0 && (
          <button type="submit" class={isRemoval ? 'danger' : 'primary'} disabled={isSending}>
            {ACTIONS[action].label} {able.length}
          </button>
        )}
        <button type="button" onClick={close}>
          {able.length > 0 ? 'Cancel' : 'Close'}
        </button>
      </p>
    </form>
  );
}

function TimeForm({ choice }: { choice: BulkChoice }) {
  const [allowances, setAllowances] = useState<readonly Allowance[] | undefined>();
  const [error, setError] = useState('');
  const [minutes, setMinutes] = useState(choice.minutes);
  useEffect(() => {
    client.getAllowances({ params: { course_id: choice.course } }).then(setAllowances, (reason: unknown) => {
      setError(describeError(reason));
    });
  }, []);
  if (error !== '') return <p class="notice bad">{error}</p>;
  if (allowances === undefined) return <p class="loading">Reading the allowances …</p>;
  const changes = timeChanges(choice.attempts, allowances, /^\d{1,5}$/.test(minutes) ? Number(minutes) : 0);
  const able = new Set(changes.map(({ attempt }) => attempt.id));
  const results = choice.attempts.map(attempt =>
    able.has(attempt.id) ? { attempt, ok: true, changed: true, code: '', detail: '' } : toFailure(attempt, 'no_exam'),
  );
  const submit = () => {
    const send = async () => showOutcome({ ...choice, minutes }, await giveTimeToMany(changes, Number(minutes)));
    const subjects = changes.map(({ attempt }) => subjectOfAttempt(attempt));
    sendLater(`${minutes} more minutes: ${counted(changes.length, 'attempt')}`, send, { subjects });
    finish(choice);
  };
  return (
    <form
      onSubmit={event => {
        event.preventDefault();
        submit();
      }}
    >
      <label for="bulk-minutes">More minutes for each learner</label>
      <input
        id="bulk-minutes"
        value={minutes}
        required
        inputMode="numeric"
        pattern="[1-9]\d{0,4}"
        aria-describedby="bulk-minutes-help"
        onInput={event => setMinutes(event.currentTarget.value)}
      />
      <p id="bulk-minutes-help" class="hint">
        At the exam of the attempt, added to what is granted by then. The end of a running attempt moves at once, at
        most to the due date.
      </p>
      <BulkPreview choice={choice} results={results} summary={describePreview('time', results)} />
      <Totals changes={changes} />
      <DialogActions action={`Give time to ${changes.length}`} isDisabled={changes.length === 0} onCancel={close} />
    </form>
  );
}

/** How many have how many minutes, now and then. */
function Totals({ changes }: { changes: readonly TimeChange[] }) {
  const groups = Map.groupBy(changes, ({ before, after }) => `${before} → ${after} minutes`);
  return (
    <ul class="rows">
      {[...groups].map(([totals, group]) => (
        <li key={totals}>
          {counted(group.length, 'attempt')}: {totals}
        </li>
      ))}
    </ul>
  );
}
