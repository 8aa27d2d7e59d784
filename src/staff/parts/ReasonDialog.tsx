import { useId, useState } from 'preact/hooks';
import { Dialog } from './Dialog.tsx';
import { DialogActions } from './DialogActions.tsx';

interface ReasonDialogProps {
  title: string;
  explanation: string;
  action: string;
  onClose: () => void;
  onSubmit: (reason: string) => Promise<void>;
}

/** Confirms what cannot be undone, with its reason. */
export function ReasonDialog({ title, explanation, action, onClose, onSubmit }: ReasonDialogProps) {
  const [reason, setReason] = useState('');
  const [isSending, setSending] = useState(false);
  const id = useId();
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        onSubmit={async event => {
          event.preventDefault();
          setSending(true);
          await onSubmit(reason.trim());
          onClose();
        }}
      >
        <p>{explanation}</p>
        <label for={id}>Reason, for the history</label>
        <textarea
          id={id}
          rows={3}
          value={reason}
          required
          maxLength={500}
          onInput={event => setReason(event.currentTarget.value)}
        />
        <DialogActions action={action} tone="danger" isDisabled={isSending} onCancel={onClose} />
      </form>
    </Dialog>
  );
}
