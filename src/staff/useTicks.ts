import { useEffect, useState } from 'preact/hooks';

/** Counts up at an interval while the page is visible, and at once when it becomes visible again. */
export function useTicks(intervalMs: number): number {
  const [ticks, setTicks] = useState(0);
  useEffect(() => {
    const tick = () => {
      if (!document.hidden) setTicks(count => count + 1);
    };
    const timer = setInterval(tick, intervalMs);
    document.addEventListener('visibilitychange', tick);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', tick);
    };
  }, [intervalMs]);
  return ticks;
}
