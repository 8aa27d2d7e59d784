import { useEffect, useState } from 'preact/hooks';
import { client, describeError } from '../api.ts';
import { loadAttempts } from '../attemptPages.ts';
import { announce, fail } from '../notices.ts';
import { AttemptTable } from '../parts/AttemptTable.tsx';
import { FilterBar } from '../parts/FilterBar.tsx';
import { Loading } from '../parts/Loading.tsx';
import type { AttemptFilters } from '../route.ts';
import { useLoaded } from '../useLoaded.ts';
import type { ListedAttempt } from '../wire.ts';

/** The current attempts of a course: filters, pages, and actions on one or many. */
export function AttemptsScreen({ course, filters }: { course: string; filters: AttemptFilters }) {
  const key = JSON.stringify([course, filters]);
  const exams = useLoaded(course, signal => client.listInstructorExams({ params: { course_id: course } }, { signal }));
  const first = useLoaded(key, signal => loadAttempts(course, filters, '', signal));
  return (
    <>
      <div class="title">
        <h1 tabIndex={-1}>Attempts</h1>
        <p class="course">{course}</p>
      </div>
      <FilterBar course={course} filters={filters} exams={exams.data ?? []} />
      <Loading loaded={first}>
        {page => <Pages key={key} course={course} filters={filters} first={page.attempts} firstNext={page.next} />}
      </Loading>
    </>
  );
}

interface PagesProps {
  course: string;
  filters: AttemptFilters;
  first: ListedAttempt[];
  firstNext: string | null;
}

function Pages({ course, filters, first, firstNext }: PagesProps) {
  const [later, setLater] = useState<ListedAttempt[]>([]);
  const [next, setNext] = useState(firstNext);
  const [isLoading, setLoading] = useState(false);
  useEffect(() => {
    setLater([]);
    setNext(firstNext);
    announce(describeCount(first.length, firstNext));
  }, [first, firstNext]);
  const attempts = [...first, ...later];
  const loadMore = async () => {
    if (next === null) return;
    setLoading(true);
    try {
      const page = await loadAttempts(course, filters, next, AbortSignal.timeout(60_000));
      setLater(loaded => [...loaded, ...page.attempts]);
      setNext(page.next);
      announce(describeCount(attempts.length + page.attempts.length, page.next));
    } catch (error) {
      fail(describeError(error));
    } finally {
      setLoading(false);
    }
  };
  return (
    <>
      <AttemptTable course={course} attempts={attempts} />
      <div class="more">
        <p>{describeCount(attempts.length, next)}</p>
        {next !== null && (
          <button type="button" disabled={isLoading} onClick={() => void loadMore()}>
            {isLoading ? 'Loading …' : 'Show more'}
          </button>
        )}
      </div>
    </>
  );
}

function describeCount(count: number, next: string | null): string {
  const attempts = count === 1 ? '1 attempt' : `${count} attempts`;
  if (next !== null) return `${attempts} so far; there may be more`;
  return count === 0 ? 'No attempt matches the filters' : attempts;
}
