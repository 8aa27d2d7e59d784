import { globSync, readFileSync } from 'node:fs';
import { registerHooks, stripTypeScriptTypes } from 'node:module';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { commonTokens, declareFactoryPlugin, PluginKind, tokens } from '@stryker-mutator/api/plugin';
import {
  type DryRunOptions,
  type DryRunResult,
  DryRunStatus,
  determineHitLimitReached,
  type MutantRunOptions,
  type MutantRunResult,
  type TestResult,
  type TestRunner,
  TestStatus,
  toMutantRunResult,
} from '@stryker-mutator/api/test-runner';
import { type CollectedTest, collectTests } from './collectTests.ts';

/** State that the mutants in the code read and write. */
interface Instrumentation {
  activeMutant?: string | undefined;
  currentTestId?: string | undefined;
  hitCount?: number | undefined;
  hitLimit?: number | undefined;
  mutantCoverage?: { static: Record<string, number>; perTest: Record<string, Record<string, number>> };
}

const FOLDER = new URL('.', import.meta.url).href;
const REPLACED_VITEST = new URL('vitestInPlace.ts', import.meta.url).href;
const REPLACED_LAZY = new URL('lazyInPlace.ts', import.meta.url).href;
const SANDBOX = pathToFileURL(`${process.cwd()}/`).href;

/**
 * Runs tests in the process of Stryker: vitest would start a worker for each of thousands of mutants. A test file is
 * loaded anew after each mutant, the code only for a mutant in code that runs while it is loaded.
 */
class InProcessTestRunner implements TestRunner {
  readonly #files: string[];
  readonly #state: Instrumentation;
  #tests = new Map<string, CollectedTest>();
  #millisecondsOf = new Map<string, number>();
  /** The files whose tests ran with a mutant, which may have left something behind. */
  #usedFiles = new Set<string>();
  #ranFiles = new Set<string>();
  /** The code is loaded anew with each generation, a test file with each load. */
  #generation = 0;
  #lastKill = new Map<string, number>();
  #kills = 0;
  #loads = 0;

  constructor(patterns: readonly string[]) {
    this.#files = testFilesOf(patterns);
    const globals = globalThis as unknown as Record<string, Instrumentation>;
    this.#state = globals.__stryker__ ??= {};
  }

  capabilities() {
    return { reloadEnvironment: true };
  }

  async init(): Promise<void> {
    const currentGeneration = () => this.#generation;
    const sources = new Map<string, string>();
    registerHooks({
      resolve(specifier, context, nextResolve) {
        if (specifier === 'vitest' && !context.parentURL?.startsWith(FOLDER)) {
          return { url: REPLACED_VITEST, shortCircuit: true };
        }
        const resolved = nextResolve(specifier, context);
        if (resolved.url.endsWith('/src/api/contract/lazy.ts')) return { url: REPLACED_LAZY, shortCircuit: true };
        const isOwn = resolved.url.startsWith(SANDBOX) && !resolved.url.includes('/node_modules/');
        if (!isOwn || resolved.url.startsWith(FOLDER) || resolved.url.includes('?')) return resolved;
        return { ...resolved, url: `${resolved.url}?generation=${currentGeneration()}` };
      },
      load(url, context, nextLoad) {
        const [file = ''] = url.split('?');
        if (!file.startsWith(SANDBOX) || !file.endsWith('.ts') || file.includes('/node_modules/'))
          return nextLoad(url, context);
        let source = sources.get(file);
        if (source === undefined) {
          source = stripTypeScriptTypes(readFileSync(fileURLToPath(file), 'utf8'));
          sources.set(file, source);
        }
        return { format: 'module', source, shortCircuit: true };
      },
    });
    // A mutant may leave promises behind that nobody waits for.
    process.on('unhandledRejection', () => {});
  }

  async dryRun(_options: DryRunOptions): Promise<DryRunResult> {
    this.#state.activeMutant = undefined;
    await this.#loadAll();
    const results: TestResult[] = [];
    for (const test of this.#tests.values()) {
      this.#state.currentTestId = test.id;
      await test.setUp();
      results.push(await run(test));
      this.#state.currentTestId = undefined;
    }
    for (const file of this.#files) this.#usedFiles.add(file);
    for (const { id, timeSpentMs } of results) this.#millisecondsOf.set(id, timeSpentMs);
    return {
      status: DryRunStatus.Complete,
      tests: results,
      ...(this.#state.mutantCoverage && { mutantCoverage: this.#state.mutantCoverage }),
    };
  }

  async mutantRun(options: MutantRunOptions): Promise<MutantRunResult> {
    const { activeMutant, testFilter, reloadEnvironment, mutantActivation } = options;
    this.#state.activeMutant = mutantActivation === 'static' ? activeMutant.id : undefined;
    this.#state.hitCount = 0;
    this.#state.hitLimit = options.hitLimit;
    const results: TestResult[] = [];
    try {
      if (this.#tests.size === 0 || reloadEnvironment) await this.#loadAll();
      for (const id of this.#likeliestFirst(testFilter ?? [...this.#tests.keys()], activeMutant.fileName)) {
        const result = await this.#runWith(activeMutant.id, id);
        results.push(result);
        if (result.status === TestStatus.Failed) {
          this.#lastKill.set(`${activeMutant.fileName}#${id}`, ++this.#kills);
          break;
        }
      }
    } catch (error) {
      results.push(failed('load', 'loading the code', 0, error));
    }
    this.#state.activeMutant = undefined;
    for (const file of this.#ranFiles) this.#usedFiles.add(file);
    this.#ranFiles.clear();
    const timeOut = determineHitLimitReached(this.#state.hitCount, options.hitLimit);
    return toMutantRunResult(timeOut ?? { status: DryRunStatus.Complete, tests: results });
  }

  async #runWith(mutant: string, id: string): Promise<TestResult> {
    const file = id.slice(0, id.indexOf('#'));
    if (this.#usedFiles.has(file)) await this.#load(file);
    const test = this.#tests.get(id);
    if (!test) throw new Error(`There is no test ${id}.`);
    await test.setUp();
    this.#ranFiles.add(file);
    this.#state.activeMutant = mutant;
    return run(test);
  }

  /** The tests that killed the file's last mutants, then the fastest. */
  #likeliestFirst(ids: readonly string[], mutated: string): string[] {
    const killOf = (id: string) => this.#lastKill.get(`${mutated}#${id}`) ?? 0;
    const durationOf = (id: string) => this.#millisecondsOf.get(id) ?? 0;
    return [...ids].sort((a, b) => killOf(b) - killOf(a) || durationOf(a) - durationOf(b));
  }

  async #loadAll(): Promise<void> {
    this.#generation++;
    this.#tests.clear();
    for (const file of this.#files) await this.#load(file);
  }

  async #load(file: string): Promise<void> {
    this.#usedFiles.delete(file);
    const url = `${pathToFileURL(file).href}?generation=${this.#generation}&load=${this.#loads++}`;
    const tests = await collectTests(file, () => import(url));
    for (const test of tests) this.#tests.set(test.id, test);
  }
}

/** @throws Error for a pattern that no file matches: a test file was renamed */
function testFilesOf(patterns: readonly string[]): string[] {
  const excluded = new Set(patterns.filter(isExclusion).flatMap(pattern => globSync(pattern.slice(1))));
  const files = patterns
    .filter(pattern => !isExclusion(pattern))
    .flatMap(pattern => {
      const matches = globSync(pattern);
      if (matches.length === 0) throw new Error(`No test file matches ${pattern} (stryker.config.json).`);
      return matches.filter(file => !excluded.has(file));
    });
  return [...new Set(files)].map(file => resolve(file)).sort();
}

const isExclusion = (pattern: string) => pattern.startsWith('!');

async function run(test: CollectedTest): Promise<TestResult> {
  const start = performance.now();
  const { id, name, file: fileName } = test;
  try {
    await test.run();
    return { id, name, fileName, timeSpentMs: performance.now() - start, status: TestStatus.Success };
  } catch (error) {
    return { ...failed(id, name, performance.now() - start, error), fileName };
  }
}

function failed(
  id: string,
  name: string,
  timeSpentMs: number,
  error: unknown,
): TestResult & { status: TestStatus.Failed } {
  return { id, name, timeSpentMs, status: TestStatus.Failed, failureMessage: String(error) };
}

createRunner.inject = tokens(commonTokens.options);
function createRunner(options: { [key: string]: unknown }): TestRunner {
  return new InProcessTestRunner((options.inProcess as { testFiles: string[] }).testFiles);
}

export const strykerPlugins = [declareFactoryPlugin(PluginKind.TestRunner, 'in-process', createRunner as never)];
