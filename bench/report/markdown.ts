import type { Machine } from './machine.ts';
import type { Result, Results } from './results.ts';
import type { Column, Goal, Row, Table } from './section.ts';

/** results.json for people. */
export function toMarkdown(results: Results): string {
  const sections = Object.entries(results).map(([id, result]) => sectionText(id, result));
  return [
    '# Results',
    'Written by `npm run bench`; the same as data: [results.json](results.json). Ratios are what is promised: both sides of each ' +
      'were measured in one run. Absolute times are those of the machine named.',
    goalsText(Object.values(results).flatMap(({ goals = [] }) => goals)),
    ...sections,
  ]
    .filter(part => part !== '')
    .join('\n\n')
    .concat('\n');
}

function sectionText(id: string, result: Result): string {
  const quick = result.isQuick ? ' **A quick run: not for keeping.**' : '';
  return [
    `## ${result.title}`,
    ...result.how,
    `\`npm run bench -- ${id}\`, ${result.date}, ${machineText(result.machine)}.${quick}`,
    ...(result.charts ?? []).map(chart => `![${chart.title}](charts/${chart.id}.svg)`),
    ...result.tables.map(tableText),
  ].join('\n\n');
}

function machineText({ processor, cores, memoryGiB, node }: Machine): string {
  return `${processor}, ${cores} cores, ${memoryGiB} GiB, Node ${node}`;
}

/** A table as Markdown, its numbers to the right. */
export function tableText({ title, columns, rows, notes = [] }: Table): string {
  const isNumber = ({ key }: Column) => rows.some(row => typeof row[key] === 'number');
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const grid = [
    line(columns.map(column => column.title)),
    line(columns.map(column => (isNumber(column) ? '---:' : '---'))),
    ...rows.map(row => line(columns.map(column => cellText(row, column)))),
  ].join('\n');
  return [`### ${title}`, grid, ...notes].join('\n\n');
}

function cellText(row: Row, { key, digits = 0 }: Column): string {
  const value = row[key] ?? '';
  if (typeof value === 'number') return numberText(value, digits);
  return value.replaceAll('|', '\\|');
}

/** 1234567.8 as 1,234,567.8. */
function numberText(value: number, digits: number): string {
  return value.toLocaleString('en-GB', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

function goalsText(goals: readonly Goal[]): string {
  if (goals.length === 0) return '';
  const rows = goals.map(({ what, is, most, because }) => ({
    what,
    is,
    most,
    kept: is <= most ? 'yes' : `no: ${because ?? 'not explained'}`,
  }));
  const columns = [
    { key: 'what', title: 'goal' },
    { key: 'most', title: 'at most', digits: 2 },
    { key: 'is', title: 'is', digits: 2 },
    { key: 'kept', title: 'kept' },
  ];
  return tableText({ id: 'goals', title: 'Goals', columns, rows }).replace('### ', '## ');
}
