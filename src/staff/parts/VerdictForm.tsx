import { useId, useState } from 'preact/hooks';
import { type Decision, decide } from '../actions.ts';
import { subjectOfAttempt } from '../departure.ts';
import { nameOf } from '../learnerName.ts';
import { sendLater } from '../pendingActions.ts';
import { mayDecide, mayResume } from '../statuses.ts';
import type { Attempt } from '../wire.ts';
import { ACTIONS } from '../wording.ts';

interface VerdictFormProps {
  attempt: Attempt;
  onDecided?: () => void;
}

/** The decisions that the status of an attempt permits, with a reason; sent after ten seconds, unless undone. */
export function VerdictForm({ attempt, onDecided }: VerdictFormProps) {
  const [reason, setReason] = useState('');
  const id = useId();
  const { status } = attempt;
  const choices: [Decision, boolean][] = [
    ['verify', mayDecide(status) && status !== 'verified'],
    ['reject', mayDecide(status) && status !== 'rejected'],
    ['mark_ready_to_resume', mayResume(attempt)],
  ];
  const permitted = choices.filter(([, isPermitted]) => isPermitted).map(([action]) => action);
  if (permitted.length === 0) return <p class="hint">There is nothing to decide at this status.</p>;
  const decideLater = (action: Decision) => {
    const text = reason.trim();
    sendLater(`${ACTIONS[action].label}: ${nameOf(attempt)}`, () => decide(attempt, action, text), {
      subjects: [subjectOfAttempt(attempt)],
      isDecision: true,
    });
    setReason('');
    onDecided?.();
  };
  return (
    <div class="verdict-form">
      <label for={id}>
        Reason, for the history <span class="hint">(optional)</span>
      </label>
      <input id={id} value={reason} maxLength={500} onInput={event => setReason(event.currentTarget.value)} />
      <div class="actions">
        {permitted.map(action => (
          <button
            key={action}
            type="button"
            class={action === 'verify' ? 'primary' : undefined}
            onClick={() => decideLater(action)}
          >
            {ACTIONS[action].label}
          </button>
        ))}
      </div>
    </div>
  );
}
