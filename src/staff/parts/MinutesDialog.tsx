import { useId, useState } from 'preact/hooks';
import { giveMinutes } from '../timeJobs.ts';
import { Dialog } from './Dialog.tsx';
import { DialogActions } from './DialogActions.tsx';

export interface MinutesTarget {
  examId: number;
  /** Undefined for all in progress. */
  userIds: readonly number[] | undefined;
  /** The learners who get the minutes, in words. */
  scope: string;
  expected: number;
  /** The learners as far as the screen shows them. */
  knownIds: readonly number[];
}

interface MinutesDialogProps {
  target: MinutesTarget;
  onClose: () => void;
  onAccepted: () => void;
}

const MAX_MINUTES = 600;

/** Minutes and a reason for learners in progress; the dialog is the confirmation. */
export function MinutesDialog({ target, onClose, onAccepted }: MinutesDialogProps) {
  const [minutes, setMinutes] = useState('10');
  const [reason, setReason] = useState('');
  const [isSending, setSending] = useState(false);
  const [minutesId, reasonId] = [useId(), useId()];
  const send = async () => {
    setSending(true);
    const isAccepted = await giveMinutes({ ...target, minutes: Number(minutes), reason: reason.trim() });
    setSending(false);
    if (!isAccepted) return;
    onAccepted();
    onClose();
  };
  return (
    <Dialog title={`Give time to ${target.scope}`} onClose={onClose}>
      <form
        onSubmit={event => {
          event.preventDefault();
          void send();
        }}
      >
        <p>
          Each learner in progress gets the minutes once, at most to the due date. They cannot be taken back together.
        </p>
        <label for={minutesId}>More minutes</label>
        <input
          id={minutesId}
          type="number"
          min={1}
          max={MAX_MINUTES}
          required
          value={minutes}
          onInput={event => setMinutes(event.currentTarget.value)}
        />
        <label for={reasonId}>Reason, for the history</label>
        <input
          id={reasonId}
          required
          maxLength={500}
          value={reason}
          onInput={event => setReason(event.currentTarget.value)}
        />
        <DialogActions action="Give time" isDisabled={isSending} onCancel={onClose} />
      </form>
    </Dialog>
  );
}
