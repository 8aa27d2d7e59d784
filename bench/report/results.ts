import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../../local/projectRoot.ts';
import { drawChart } from './chart.ts';
import { type Machine, thisMachine } from './machine.ts';
import { toMarkdown } from './markdown.ts';
import type { Findings, Section } from './section.ts';

/** What a section found, when, and on what machine. */
export type Result = Findings & { title: string; date: string; isQuick: boolean; machine: Machine };
export type Results = Record<string, Result>;

const RESULTS_DIR = join(PROJECT_ROOT, 'bench');

/**
 * Puts what a section found in place of what stood there of it, in results.json, RESULTS.md and its charts; the other
 * sections stay as they are.
 * @param order the ids of all sections, as they are to be read
 */
export async function keepResult(
  section: Section,
  findings: Findings,
  given: { isQuick: boolean; order: readonly string[]; folder?: string },
): Promise<void> {
  const { isQuick, order, folder = RESULTS_DIR } = given;
  const date = new Date().toISOString().slice(0, 10);
  const result = { title: section.title, date, isQuick, machine: thisMachine(), ...findings };
  const known = { ...(await readResults(folder)), [section.id]: result };
  const results = Object.fromEntries(order.flatMap(id => (known[id] ? [[id, known[id]]] : [])));
  await mkdir(join(folder, 'charts'), { recursive: true });
  await writeFile(join(folder, 'results.json'), `${JSON.stringify(results, null, 2)}\n`);
  await writeFile(join(folder, 'RESULTS.md'), toMarkdown(results));
  const charts = findings.charts ?? [];
  await Promise.all(charts.map(chart => writeFile(join(folder, 'charts', `${chart.id}.svg`), drawChart(chart))));
}

/** All that was found so far; nothing where there are no results yet. */
async function readResults(folder: string): Promise<Results> {
  const json = await readFile(join(folder, 'results.json'), 'utf8').catch(() => '{}');
  return JSON.parse(json) as Results;
}
