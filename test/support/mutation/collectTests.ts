import { format } from 'node:util';

/** A test of a file: a function that can be called again and again. */
export interface CollectedTest {
  id: string;
  file: string;
  name: string;
  /** Runs the `beforeAll` hooks that have not run yet. */
  setUp(): Promise<void>;
  run(): Promise<void>;
}

type Body = (...args: never[]) => unknown;
interface Suite {
  names: string[];
  once: Body[];
  before: Body[];
  after: Body[];
}

let file = '';
let tests: CollectedTest[] = [];
let suites: Suite[] = [];

/** Collects the tests that a file declares while it is loaded. */
export async function collectTests(path: string, load: () => Promise<unknown>): Promise<CollectedTest[]> {
  file = path;
  tests = [];
  suites = [aSuite([])];
  await load();
  return tests;
}

const aSuite = (names: string[]): Suite => ({ names, once: [], before: [], after: [] });
const call = async (body: Body, args: readonly unknown[] = []) =>
  void (await (body as (...values: readonly unknown[]) => unknown)(...args));

function declareTest(name: string, body: Body, args: readonly unknown[] = []): void {
  const enclosing = [...suites];
  const path = [...(enclosing.at(-1)?.names ?? []), name].join(' > ');
  const sameName = tests.filter(test => test.name === path || test.name.startsWith(`${path} #`)).length;
  const unique = sameName === 0 ? path : `${path} #${sameName + 1}`;
  tests.push({
    id: `${file}#${unique}`,
    file,
    name: unique,
    async setUp() {
      for (const { once } of enclosing) for (const hook of once.splice(0)) await call(hook);
    },
    async run() {
      for (const { before } of enclosing) for (const hook of before) await call(hook);
      try {
        await call(body, args);
      } finally {
        for (const { after } of enclosing.toReversed()) for (const hook of after) await call(hook);
      }
    },
  });
}

function declareSuite(name: string, body: Body, args: readonly unknown[] = []): void {
  suites.push(aSuite([...(suites.at(-1)?.names ?? []), name]));
  (body as (...values: readonly unknown[]) => unknown)(...args);
  suites.pop();
}

type Declare = (name: string, body: Body, args?: readonly unknown[]) => void;

/** `it` and `describe` alike: the body is the function among the arguments, beside options and time limits. */
function withEach(declare: Declare) {
  const bodyOf = (rest: readonly unknown[]) => rest.find(argument => typeof argument === 'function') as Body;
  const declareOne = (name: string, ...rest: readonly unknown[]) => declare(name, bodyOf(rest));
  const each =
    (cases: readonly unknown[]) =>
    (name: string, ...rest: readonly unknown[]) => {
      for (const [index, example] of cases.entries()) {
        const args = Array.isArray(example) ? example : [example];
        declare(titleOf(name, args, index), bodyOf(rest), args);
      }
    };
  return Object.assign(declareOne, { each, skip: () => {} });
}

function titleOf(name: string, args: readonly unknown[], index: number): string {
  const fields = name.replace(/\$(\w+)/g, (whole, field) => {
    const value = (args[0] as Record<string, unknown> | null)?.[field];
    return value === undefined ? whole : String(value);
  });
  const placeholders = fields.match(/%[sdifjoO]/g)?.length ?? 0;
  return format(fields.replace('%#', String(index)), ...args.slice(0, placeholders));
}

export const it = withEach(declareTest);
export const describe = withEach(declareSuite);
export const beforeAll = (hook: Body) => void suites.at(-1)?.once.push(hook);
export const beforeEach = (hook: Body) => void suites.at(-1)?.before.push(hook);
export const afterEach = (hook: Body) => void suites.at(-1)?.after.push(hook);
/** The process ends with the tests. */
export const afterAll = () => {};
