import type { ComponentChildren } from 'preact';
import type { Loaded } from '../useLoaded.ts';

interface LoadingProps<Data> {
  loaded: Loaded<Data>;
  children: (data: Data) => ComponentChildren;
}

/** Loaded data, or why there are none. */
export function Loading<Data>({ loaded, children }: LoadingProps<Data>) {
  const { data, error } = loaded;
  return (
    <>
      {error !== undefined && (
        <p class="notice bad" role="alert">
          {error}
        </p>
      )}
      {data === undefined ? error === undefined && <p class="loading">Loading …</p> : children(data)}
    </>
  );
}
