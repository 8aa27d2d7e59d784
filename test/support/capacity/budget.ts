import type { Metered, Units } from './meter.ts';

/** The exact cost of an operation without concurrent requests. */
export interface Budget {
  /** The calls by name in their order, as `callsText` writes them. */
  calls: string;
  reads: Units;
  writes: Units;
}

/** Operations with concurrent calls, in an arbitrary order of answers; sorted by name for the comparison. */
const UNORDERED_CALLS = new Set([
  ...['bulk_allowance', 'set_edx_exams_allowances', 'set_instructor_allowances', 'remove_instructor_allowances'],
  ...['list_edx_exams_allowances', 'list_instructor_allowances'],
  ...[
    'course_view',
    'course_view_onboarding',
    'reset_attempts',
    'reset_by_username',
    'list_all_sorted',
    'list_reviewed',
    'time_out',
  ],
]);

/** `GetItem GetItem Query Query Query` as `GetItem ×2, Query ×3`. */
export function callsText(id: string, calls: readonly string[]): string {
  const inOrder = UNORDERED_CALLS.has(id) ? [...calls].sort() : calls;
  const runs: { name: string; times: number }[] = [];
  for (const name of inOrder) {
    const last = runs.at(-1);
    if (last?.name === name) last.times += 1;
    else runs.push({ name, times: 1 });
  }
  return runs.map(({ name, times }) => (times === 1 ? name : `${name} ×${times}`)).join(', ');
}

/** Differences from the budget in either direction, a line each. */
export function deviations(id: string, metered: Omit<Metered, 'repeats'>, budget: Budget | undefined): string[] {
  if (!budget) return [`${id} has no budget`];
  const calls = callsText(id, metered.calls);
  return [
    ...(calls === budget.calls ? [] : [`${id}: the calls are ${calls}; its budget is ${budget.calls}`]),
    ...unitDeviations(`${id}: read units`, metered.reads, budget.reads),
    ...unitDeviations(`${id}: write units`, metered.writes, budget.writes),
  ];
}

function unitDeviations(kind: string, are: Units, budget: Units): string[] {
  const names = [...new Set([...Object.keys(are), ...Object.keys(budget)])];
  return names.flatMap(name => {
    const [actual, permitted] = [are[name] ?? 0, budget[name] ?? 0];
    if (actual === permitted) return [];
    return [
      `${kind} of ${name} are ${actual}, ${actual > permitted ? `above its budget of ${permitted}` : `lower its budget of ${permitted}`}`,
    ];
  });
}
