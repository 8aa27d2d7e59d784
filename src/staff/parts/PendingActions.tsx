import { pendingActions, sendNow, undo } from '../pendingActions.ts';

/** Actions that are about to be sent, with their undo. */
export function PendingActions() {
  if (pendingActions.value.length === 0) return null;
  return (
    <section class="pending" aria-label="Actions about to be sent">
      {pendingActions.value.map(({ id, label }) => (
        <div key={id} class="toast">
          <p>{label}</p>
          <button type="button" onClick={() => undo(id)}>
            Undo
          </button>
          <button type="button" class="plain" onClick={() => void sendNow(id)}>
            Send now
          </button>
          <div class="countdown" aria-hidden="true" />
        </div>
      ))}
    </section>
  );
}
