import { useEffect, useState } from 'preact/hooks';
import { addressOf, navigate } from '../navigation.ts';
import { type AttemptFilters, NO_FILTERS } from '../route.ts';
import type { CourseExam } from '../wire.ts';
import { STATUSES } from '../wording.ts';
import { ExamOptions } from './ExamOptions.tsx';
import { Status } from './Status.tsx';

interface FilterBarProps {
  course: string;
  filters: AttemptFilters;
  exams: readonly CourseExam[];
}

/** The filters of the list; they are part of the address, except the text. */
export function FilterBar({ course, filters, exams }: FilterBarProps) {
  const [text, setText] = useState(filters.text);
  useEffect(() => setText(filters.text), [filters.text]);
  const apply = (changes: Partial<AttemptFilters>) =>
    navigate(addressOf({ screen: 'attempts', course, filters: { ...filters, ...changes } }), { text: text.trim() });
  const isFiltered = JSON.stringify(filters) !== JSON.stringify(NO_FILTERS);
  return (
    <form
      class="filters"
      aria-label="Filter attempts"
      onSubmit={event => {
        event.preventDefault();
        apply({});
      }}
    >
      <div class="field grow">
        <label for="search">Learner</label>
        <div class="joined">
          <input
            id="search"
            type="search"
            value={text}
            placeholder="Username or email"
            spellcheck={false}
            onInput={event => setText(event.currentTarget.value)}
          />
          <button type="submit">Search</button>
        </div>
      </div>
      <div class="field">
        <label for="exam">Exam</label>
        <select
          id="exam"
          value={filters.exam ?? ''}
          onChange={event => apply({ exam: Number(event.currentTarget.value) || null })}
        >
          <ExamOptions exams={exams} none="All exams" />
        </select>
      </div>
      <StatusFilter statuses={filters.statuses} onChange={statuses => apply({ statuses })} />
      <label class="choice">
        <input
          type="checkbox"
          checked={filters.attention}
          onChange={event => apply({ attention: event.currentTarget.checked })}
        />
        Needs attention
      </label>
      {isFiltered && (
        <a class="clear" href={addressOf({ screen: 'attempts', course, filters: NO_FILTERS })}>
          Clear filters
        </a>
      )}
    </form>
  );
}

interface StatusFilterProps {
  statuses: readonly string[];
  onChange: (statuses: string[]) => void;
}

function StatusFilter({ statuses, onChange }: StatusFilterProps) {
  const toggle = (status: string, isChosen: boolean) =>
    onChange(isChosen ? [...statuses, status] : statuses.filter(chosen => chosen !== status));
  return (
    <details class="field statuses">
      <summary>{statuses.length === 0 ? 'Any status' : `${statuses.length} of the statuses`}</summary>
      <fieldset>
        <legend class="hidden">Statuses</legend>
        {Object.keys(STATUSES).map(status => (
          <label key={status} class="choice">
            <input
              type="checkbox"
              checked={statuses.includes(status)}
              onChange={event => toggle(status, event.currentTarget.checked)}
            />
            <Status status={status} />
          </label>
        ))}
      </fieldset>
    </details>
  );
}
