/** What a part of the benchmark is and what it finds: the one shape that results.json, RESULTS.md and the console have. */
export interface Section {
  /** As `npm run bench -- ID` names it, and its key in results.json. */
  id: string;
  title: string;
  run(options: RunOptions): Promise<Findings>;
}

export interface RunOptions {
  /** Fewer repetitions and smaller tables: to see that it works, not for figures to keep. */
  quick: boolean;
  /** Says on the console what is being done. */
  say(line: string): void;
}

export interface Findings {
  /** What was measured, against what, and how; a paragraph each. */
  how: string[];
  tables: Table[];
  goals?: Goal[];
  charts?: Chart[];
}

export interface Table {
  /** Its key in results.json. */
  id: string;
  title: string;
  columns: Column[];
  rows: Row[];
  /** What a reader has to know of single figures; a paragraph each. */
  notes?: string[];
}

export interface Column {
  key: string;
  title: string;
  /** Places after the decimal point; whole numbers if not given. */
  digits?: number;
}

export type Row = Record<string, string | number | null>;

/** What the project wants of itself; kept where `is` is not above `most`. */
export interface Goal {
  what: string;
  is: number;
  most: number;
  /** Why it is not kept, where it is not. */
  because?: string;
}

/** Lines over a common axis. */
export interface Chart {
  /** The name of its file: bench/charts/ID.svg. */
  id: string;
  title: string;
  x: Axis;
  y: Axis;
  lines: { name: string; points: [x: number, y: number][] }[];
}

export interface Axis {
  title: string;
  isLogarithmic?: boolean;
}
