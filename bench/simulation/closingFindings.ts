import type { Chart, RunOptions, Table } from '../report/section.ts';
import { type Closing, simulateClosing } from './schedule.ts';

const ATTEMPTS = [1000, 10_000, 50_000, 100_000, 200_000, 500_000, 1_000_000];
/** As it was: one run over 16 buckets, which stopped at 50,000 attempts; then with more and more runs side by side. */
const RUNS = [
  { name: '1 run of at most 50,000, 16 buckets (before)', runs: 1, buckets: 16, mostAttempts: 50_000 },
  { name: '1 run', runs: 1, buckets: 48, mostAttempts: 200_000 },
  { name: '2 runs', runs: 2, buckets: 48, mostAttempts: 200_000 },
  { name: '4 runs', runs: 4, buckets: 48, mostAttempts: 200_000 },
  { name: '8 runs (now)', runs: 8, buckets: 48, mostAttempts: 200_000 },
  { name: '16 runs', runs: 16, buckets: 48, mostAttempts: 200_000 },
];

export function closingFindings({ quick }: RunOptions): { table: Table; chart: Chart; lagOfAMillion: number } {
  const attempts = quick ? ATTEMPTS.filter((_, at) => at % 3 === 0) : ATTEMPTS;
  const lines = RUNS.map(({ name, ...limits }) => {
    const closings = attempts.map(many => simulateClosing({ attempts: many, withinSeconds: 60, ...limits }));
    return { name, closings };
  });
  const now = lines.find(({ name }) => name.includes('now'))?.closings.at(-1) as Closing;
  const table: Table = {
    id: 'closing',
    title: 'Attempts that end in the same minute: by how much the last is closed late',
    columns: [
      { key: 'runs', title: 'schedule' },
      ...attempts.map(many => ({ key: `lag${many}`, title: `${many.toLocaleString('en-GB')}: lag, s` })),
      { key: 'minutes', title: 'a million closed after, min', digits: 1 },
    ],
    rows: lines.map(({ name, closings }) => ({
      runs: name,
      ...Object.fromEntries(closings.map((closing, at) => [`lag${attempts[at]}`, closing.mostLagSeconds])),
      minutes: (closings.at(-1)?.seconds ?? 0) / 60,
    })),
  };
  const chart: Chart = {
    id: 'simulation-closing-lag',
    title: 'Closing lag by the number of attempts that end in one minute',
    x: { title: 'attempts', isLogarithmic: true },
    y: { title: 'seconds late at the most', isLogarithmic: true },
    lines: lines.map(({ name, closings }) => ({
      name: name.replace(/ of at most.*/, ', as it was'),
      points: closings.map((closing, at): [number, number] => [attempts[at] ?? 0, closing.mostLagSeconds]),
    })),
  };
  return { table, chart, lagOfAMillion: now.mostLagSeconds };
}
