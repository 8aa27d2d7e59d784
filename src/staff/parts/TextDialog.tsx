import { useId, useState } from 'preact/hooks';
import { Dialog } from './Dialog.tsx';
import { DialogActions } from './DialogActions.tsx';

interface TextDialogProps {
  title: string;
  label: string;
  help?: string;
  initial: string;
  maxLength?: number;
  inputMode?: 'numeric';
  pattern?: string;
  action: string;
  onClose: () => void;
  onSubmit: (text: string) => void;
}

/** A dialog that asks for one line. */
export function TextDialog({
  title,
  label,
  help,
  initial,
  maxLength,
  inputMode,
  pattern,
  action,
  onClose,
  onSubmit,
}: TextDialogProps) {
  const [text, setText] = useState(initial);
  const id = useId();
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        onSubmit={event => {
          event.preventDefault();
          onSubmit(text.trim());
          onClose();
        }}
      >
        <label for={id}>{label}</label>
        <input
          id={id}
          value={text}
          required
          maxLength={maxLength}
          inputMode={inputMode}
          pattern={pattern}
          aria-describedby={help === undefined ? undefined : `${id}-help`}
          onInput={event => setText(event.currentTarget.value)}
        />
        {help !== undefined && (
          <p id={`${id}-help`} class="hint">
            {help}
          </p>
        )}
        <DialogActions action={action} onCancel={onClose} />
      </form>
    </Dialog>
  );
}
