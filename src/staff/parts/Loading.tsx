import type { ComponentChildren } from 'preact';
import { loadAgain } from '../notices.ts';
import type { Loaded } from '../useLoaded.ts';

interface LoadingProps<Data> {
  loaded: Pick<Loaded<Data>, 'data' | 'error'>;
  children: (data: Data) => ComponentChildren;
}

/** Loaded data, or why there are none. */
export function Loading<Data>({ loaded, children }: LoadingProps<Data>) {
  const { data, error } = loaded;
  return (
    <>
      {error !== undefined && (
        <div class="notice bad" role="alert">
          <p>{error}</p>
          <button type="button" onClick={() => loadAgain()}>
            Try again
          </button>
        </div>
      )}
      {data === undefined ? error === undefined && <p class="loading">Loading …</p> : children(data)}
    </>
  );
}
