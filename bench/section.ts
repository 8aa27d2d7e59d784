import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { promisify } from 'node:util';

/** A section of the benchmark and of RESULTS.md. */
export interface Section {
  /** The name in `npm run bench -- ID`. */
  id: string;
  title: string;
  /** @returns Markdown: the method and the tables, without the title */
  run(options: RunOptions): Promise<string>;
}

export interface RunOptions {
  /** Fewer repetitions and smaller tables: tests the section, without reliable figures. */
  quick: boolean;
  log(line: string): void;
}

type Cell = string | number;

/** A Markdown table; columns with numbers are aligned to the right. */
export function table(headers: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const isNumeric = (column: number) => rows.some(row => typeof row[column] === 'number');
  return [
    line(headers),
    line(headers.map((_, column) => (isNumeric(column) ? '---:' : '---'))),
    ...rows.map(row => line(row.map(cellText))),
  ].join('\n');
}

function cellText(cell: Cell): string {
  return typeof cell === 'number' ? cell.toLocaleString('en-GB', { maximumFractionDigits: 2 }) : cell;
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(values.length / 2) - 1)] ?? 0;
}

/** Replaces the section in the file, or appends it; other sections stay unchanged. */
export async function writeSection(file: string, { id, title }: Section, markdown: string): Promise<void> {
  const text = await readFile(file, 'utf8').catch(() => '# Results\n');
  const section = `## ${title}\n\n${await provenance(id)}\n\n${markdown}\n`;
  const start = text.indexOf(`## ${title}\n`);
  const next = start < 0 ? -1 : text.indexOf('\n## ', start);
  const before = start < 0 ? `${text}\n` : text.slice(0, start);
  await writeFile(file, `${before}${section}${next < 0 ? '' : text.slice(next)}`);
}

async function provenance(id: string): Promise<string> {
  const { stdout } = await promisify(execFile)('git', ['rev-parse', '--short', 'HEAD'], { cwd: import.meta.dirname });
  const machine = `${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GiB`;
  const date = new Date().toISOString().slice(0, 10);
  return `\`npm run bench -- ${id}\`, ${date}, commit ${stdout.trim()}; ${machine}, Node ${process.versions.node}.`;
}
