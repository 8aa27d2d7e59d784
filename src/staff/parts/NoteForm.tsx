import { useId, useState } from 'preact/hooks';
import { client } from '../api.ts';
import { sendAction } from '../pendingActions.ts';

const MAX_LENGTH = 4000;

/** Adds a note to the time line. */
export function NoteForm({ code, name }: { code: string; name: string }) {
  const [text, setText] = useState('');
  const [isSending, setSending] = useState(false);
  const id = useId();
  const send = async () => {
    setSending(true);
    const isAdded = await sendAction(async () => {
      await client.addNote({ params: { attempt_code: code }, body: { text: text.trim() } });
      return `The note on the attempt of ${name} is stored`;
    });
    setSending(false);
    // More has been typed meanwhile.
    if (isAdded) setText(current => (current === text ? '' : current));
  };
  return (
    <form
      class="note"
      onSubmit={event => {
        event.preventDefault();
        if (text.trim() !== '') void send();
      }}
    >
      <label for={id}>
        Add a note <span class="hint">for the staff of the course; it cannot be changed</span>
      </label>
      <textarea
        id={id}
        rows={2}
        value={text}
        required
        maxLength={MAX_LENGTH}
        onInput={event => setText(event.currentTarget.value)}
      />
      <button type="submit" disabled={isSending}>
        Add the note
      </button>
    </form>
  );
}
