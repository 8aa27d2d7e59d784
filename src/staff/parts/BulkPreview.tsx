import { describeRow, isRepeatable, type RowResult, willChange } from '../bulk.ts';
import { type BulkChoice, bulkChoice } from '../bulkOutcome.ts';
import { nameOf } from '../learnerName.ts';
import { counted } from '../wording.ts';

interface BulkPreviewProps {
  choice: BulkChoice;
  results: readonly RowResult[];
  summary: string;
}

/** How many attempts an action would change, and why it would not change the others. */
export function BulkPreview({ choice, results, summary }: BulkPreviewProps) {
  const others = results.filter(result => !willChange(result));
  return (
    <>
      <p class="summary" role="status">
        {summary}
      </p>
      {others.length > 0 && <RowList action={choice.action} results={others} />}
      <DecideAgain choice={choice} results={results.filter(isRepeatable)} others={results.filter(willChange)} />
    </>
  );
}

interface RowListProps {
  action: BulkChoice['action'];
  results: readonly RowResult[];
}

/** A line for each attempt. */
export function RowList({ action, results }: RowListProps) {
  return (
    <ul class="rows" tabIndex={-1}>
      {results.map(result => (
        <li key={result.attempt.id} class={result.ok ? 'done' : 'failed'}>
          <strong>{nameOf(result.attempt)}</strong> <span>{describeRow(action, result)}</span>{' '}
          <small>{result.attempt.proctored_exam?.exam_name}</small>
        </li>
      ))}
    </ul>
  );
}

interface DecideAgainProps {
  choice: BulkChoice;
  results: readonly RowResult[];
  /** Decided on beside them. */
  others?: readonly RowResult[];
}

/** Opens the preview again with the attempts as they are now. */
export function DecideAgain({ choice, results, others = [] }: DecideAgainProps) {
  if (results.length === 0) return null;
  const attempts = [...others, ...results].map(({ attempt }) => attempt);
  return (
    <p class="actions">
      <button
        type="button"
        onClick={() => {
          bulkChoice.value = { ...choice, attempts };
        }}
      >
        Decide again on {counted(results.length, 'attempt')}
      </button>
    </p>
  );
}
