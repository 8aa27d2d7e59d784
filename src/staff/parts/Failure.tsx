import { failures } from '../notices.ts';

/** The errors of actions, until they are dismissed. */
export function Failure() {
  return (
    <div role="alert">
      {failures.value.length > 0 && (
        <div class="notice bad">
          <div>
            {failures.value.map(text => (
              <p key={text}>{text}</p>
            ))}
          </div>
          <button
            type="button"
            onClick={() => {
              failures.value = [];
            }}
          >
            Dismiss
          </button>
        </div>
      )}
    </div>
  );
}
