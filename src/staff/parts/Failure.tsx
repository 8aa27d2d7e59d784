import { failure } from '../notices.ts';

/** The error of the latest action, until it is dismissed. */
export function Failure() {
  return (
    <div role="alert">
      {failure.value !== '' && (
        <div class="notice bad">
          <p>{failure.value}</p>
          <button
            type="button"
            onClick={() => {
              failure.value = '';
            }}
          >
            Dismiss
          </button>
        </div>
      )}
    </div>
  );
}
