import { describeResults, isRepeatable } from '../bulk.ts';
import { bulkOutcome } from '../bulkOutcome.ts';
import { DecideAgain, RowList } from './BulkPreview.tsx';

/** A line for each attempt of the latest action on several. */
export function BulkResults() {
  if (bulkOutcome.value === undefined) return null;
  const { choice, results } = bulkOutcome.value;
  const failures = results.filter(({ ok }) => !ok);
  return (
    <section class="outcome" aria-labelledby="outcome-heading">
      <h2 id="outcome-heading">Results</h2>
      <p>{describeResults(choice.action, results)}.</p>
      <RowList action={choice.action} results={[...failures, ...results.filter(({ ok }) => ok)]} />
      <div class="actions">
        <DecideAgain choice={choice} results={results.filter(isRepeatable)} />
        <button
          type="button"
          onClick={() => {
            bulkOutcome.value = undefined;
          }}
        >
          Dismiss the results
        </button>
      </div>
    </section>
  );
}
