import { useEffect, useState } from 'preact/hooks';
import { describeError } from './api.ts';
import { revision } from './notices.ts';

export interface Loaded<Data> {
  data: Data | undefined;
  error: string | undefined;
  isLoading: boolean;
}

/**
 * Loads data when a screen opens, its key changes or an action has changed something; the former data remain visible while
 * they are loaded again.
 * @param ticks a change of it loads again
 */
export function useLoaded<Data>(key: string, load: (signal: AbortSignal) => Promise<Data>, ticks = 0): Loaded<Data> {
  const [state, setState] = useState<Loaded<Data> & { key: string }>({
    key,
    data: undefined,
    error: undefined,
    isLoading: true,
  });
  const revised = revision.value;
  useEffect(() => {
    const abort = new AbortController();
    setState(previous => ({
      key,
      data: previous.key === key ? previous.data : undefined,
      // Announced once, however often it is loaded in vain.
      error: previous.key === key ? previous.error : undefined,
      isLoading: true,
    }));
    load(abort.signal).then(
      data => setState({ key, data, error: undefined, isLoading: false }),
      (error: unknown) => {
        if (abort.signal.aborted) return;
        setState(previous => ({ ...previous, error: describeError(error), isLoading: false }));
      },
    );
    return () => abort.abort();
  }, [key, revised, ticks]);
  return state.key === key ? state : { data: undefined, error: undefined, isLoading: true };
}
