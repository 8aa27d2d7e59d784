import { useEffect, useRef, useState } from 'preact/hooks';
import { client, describeError } from '../api.ts';
import { type AttemptPage, loadAttempts } from '../attemptPages.ts';
import { bulkChoice, NOTHING, selection } from '../bulkOutcome.ts';
import { announce, fail } from '../notices.ts';
import { AttemptTable } from '../parts/AttemptTable.tsx';
import { BulkDialog } from '../parts/BulkDialog.tsx';
import { BulkResults } from '../parts/BulkResults.tsx';
import { FilterBar } from '../parts/FilterBar.tsx';
import { Loading } from '../parts/Loading.tsx';
import { ScreenTitle } from '../parts/ScreenTitle.tsx';
import { SelectionBar } from '../parts/SelectionBar.tsx';
import type { AttemptFilters } from '../route.ts';
import { useLoaded } from '../useLoaded.ts';
import type { ListedAttempt } from '../wire.ts';
import { counted } from '../wording.ts';

/** The current attempts of a course: filters, pages, and actions on one or many. */
export function AttemptsScreen({ course, filters }: { course: string; filters: AttemptFilters }) {
  const key = JSON.stringify([course, filters]);
  const lastList = useRef({ key, rows: 0 });
  if (lastList.current.key !== key) lastList.current = { key, rows: 0 };
  const exams = useLoaded(course, signal => client.listInstructorExams({ params: { course_id: course } }, { signal }));
  const first = useLoaded(key, signal =>
    loadAttempts(course, filters, { cursor: '', rowCount: lastList.current.rows }, signal),
  );
  useEffect(() => {
    selection.value = NOTHING;
    return () => {
      bulkChoice.value = undefined;
    };
  }, [key]);
  return (
    <>
      <ScreenTitle title="Attempts" course={course} />
      <BulkResults />
      <FilterBar course={course} filters={filters} exams={exams.data ?? []} />
      <Loading loaded={first}>
        {page => (
          <Pages
            key={key}
            course={course}
            filters={filters}
            first={page}
            onShow={rows => {
              lastList.current.rows = rows;
            }}
          />
        )}
      </Loading>
      <BulkDialog />
    </>
  );
}

interface PagesProps {
  course: string;
  filters: AttemptFilters;
  first: AttemptPage;
  /** Tells how many rows to load again after a change. */
  onShow: (rows: number) => void;
}

function Pages({ course, filters, first, onShow }: PagesProps) {
  const [later, setLater] = useState<ListedAttempt[]>([]);
  const [last, setLast] = useState(first);
  const [isLoading, setLoading] = useState(false);
  const isAnnounced = useRef(false);
  const isOpen = useRef(true);
  useEffect(
    () => () => {
      isOpen.current = false;
    },
    [],
  );
  useEffect(() => {
    setLater([]);
    setLast(first);
    // Loaded again after an action, the count would silence its result.
    if (!isAnnounced.current) announce(describeCount(first.attempts.length, first));
    isAnnounced.current = true;
  }, [first]);
  // A list that was loaded again meanwhile can have some of the later ones.
  const attempts = [...new Map([...first.attempts, ...later].map(attempt => [attempt.id, attempt])).values()];
  useEffect(() => onShow(attempts.length), [attempts.length]);
  const loadMore = async () => {
    if (last.next === null) return;
    setLoading(true);
    try {
      const page = await loadAttempts(course, filters, { cursor: last.next }, AbortSignal.timeout(60_000));
      if (!isOpen.current) return;
      setLater(loaded => [...loaded, ...page.attempts]);
      setLast(page);
      announce(describeCount(attempts.length + page.attempts.length, page));
    } catch (error) {
      fail(describeError(error));
    } finally {
      setLoading(false);
    }
  };
  return (
    <>
      <SelectionBar course={course} attempts={attempts} />
      <AttemptTable course={course} attempts={attempts} />
      <div class="more">
        <p>{describeCount(attempts.length, last)}</p>
        {last.next !== null && (
          <button type="button" aria-disabled={isLoading} onClick={() => !isLoading && void loadMore()}>
            {isLoading ? 'Loading …' : last.isCutOff ? 'Search on' : 'Show more'}
          </button>
        )}
      </div>
    </>
  );
}

function describeCount(count: number, { next, isCutOff }: AttemptPage): string {
  const attempts = counted(count, 'attempt');
  if (isCutOff) return `${attempts} so far. The service has searched 10,000 attempts and stopped; search on for more`;
  if (next !== null) return `${attempts} so far; there may be more`;
  return count === 0 ? 'No attempt matches the filters' : attempts;
}
