import { MAX_SELECTED } from '../bulk.ts';
import { bulkChoice, NOTHING, selection } from '../bulkOutcome.ts';
import { announce } from '../notices.ts';
import type { ListedAttempt } from '../wire.ts';
import { ACTIONS, type BulkAction } from '../wording.ts';

interface SelectionBarProps {
  course: string;
  /** In the order of the list. */
  attempts: readonly ListedAttempt[];
}

/** The selection of rows, and the actions on it. */
export function SelectionBar({ course, attempts }: SelectionBarProps) {
  if (attempts.length === 0) return null;
  const selected = selection.value;
  const selectable = attempts.slice(0, MAX_SELECTED);
  const chosen = attempts.filter(({ id }) => selected.has(id));
  const isAll = selectable.every(({ id }) => selected.has(id));
  return (
    <fieldset class="selection">
      <legend class="hidden">Actions on the selected attempts</legend>
      <label class="choice">
        <input
          type="checkbox"
          checked={isAll}
          indeterminate={chosen.length > 0 && !isAll}
          onChange={() => {
            selection.value = isAll ? NOTHING : new Set(selectable.map(({ id }) => id));
          }}
        />
        {chosen.length === 0 ? `Select all ${selectable.length} shown` : `${chosen.length} selected`}
      </label>
      <div class="actions">
        {(Object.keys(ACTIONS) as BulkAction[]).map(action => (
          <button
            key={action}
            type="button"
            class={action === 'remove' ? 'danger' : undefined}
            aria-disabled={chosen.length === 0}
            onClick={() => choose(course, action, chosen)}
          >
            {ACTIONS[action].label} …
          </button>
        ))}
      </div>
    </fieldset>
  );
}

/** The buttons stay focusable without a selection, as the focus returns to them when their dialog closes. */
function choose(course: string, action: BulkAction, attempts: readonly ListedAttempt[]): void {
  if (attempts.length === 0) announce('Select attempts first');
  else if (attempts.length > MAX_SELECTED) announce(`At most ${MAX_SELECTED} attempts can be selected`);
  else bulkChoice.value = { action, attempts, course, reason: '', minutes: '' };
}
