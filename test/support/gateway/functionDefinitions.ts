import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isBuildCurrent, storeOutput } from '../../../build/buildCache.ts';
import { PROJECT_ROOT } from '../../../cli/projectRoot.ts';
import { definitionSources, type FunctionDefinition, readFunctions } from '../../../dev/serviceDefinition.ts';
import { vendorProtocols } from './vendorProtocols.ts';

const STAGE = 'local';
const CACHE = join(PROJECT_ROOT, `dist/${STAGE}.functions.json`);
const RECORD = join(PROJECT_ROOT, `dist/${STAGE}.functions.made.json`);

/** A setting that serverless.yml takes from the environment, with its default. */
const REFERENCE = /\$\{env:(\w+), '([^']*)'\}/g;
/** Not a setting of functions: the deployment's region. */
const REGION = 'AWS_REGION';
/** Computed from the environment by resources/vendorProtocols.cjs. */
const COMPUTED = 'VENDOR_PROTOCOLS';
const placeholder = (name: string) => `<${name}>`;

/**
 * The functions of the local stage with a placeholder for each setting, so that one reading of serverless.yml serves all gateways.
 * It is cached beside the bundles.
 */
export async function readFunctionTemplates(): Promise<FunctionDefinition[]> {
  if (await isBuildCurrent(RECORD)) return JSON.parse(await readFile(CACHE, 'utf8')) as FunctionDefinition[];
  const startedAt = Date.now();
  const { PATH, HOME, NODE_COMPILE_CACHE } = process.env;
  const names = [COMPUTED, ...(await defaultSettings()).keys()];
  const placeholders = Object.fromEntries(names.map(name => [name, placeholder(name)]));
  const templates = await readFunctions(STAGE, { PATH, HOME, NODE_COMPILE_CACHE, ...placeholders });
  const inputs = [...(await definitionSources()), 'test/support/gateway/functionDefinitions.ts'];
  await storeOutput(CACHE, JSON.stringify(templates), { record: RECORD, inputs, startedAt });
  return templates;
}

/** The functions as serverless resolves them in an environment, which has to be this process's for computed settings. */
export async function readGatewayFunctions(env: Readonly<Record<string, string>>): Promise<FunctionDefinition[]> {
  const [templates, defaults] = await Promise.all([readFunctionTemplates(), defaultSettings()]);
  const values = new Map([...defaults].map(([name, byDefault]) => [placeholder(name), env[name] ?? byDefault]));
  values.set(placeholder(COMPUTED), vendorProtocols());
  return templates.map(({ environment, ...template }) => ({
    ...template,
    environment: Object.fromEntries(
      Object.entries(environment).map(([name, value]) => [name, values.get(value) ?? value]),
    ),
  }));
}

async function defaultSettings(): Promise<Map<string, string>> {
  const files = ['serverless.yml', 'dev/functions.yml'].map(path => readFile(join(PROJECT_ROOT, path), 'utf8'));
  const references = (await Promise.all(files)).flatMap(text => [...text.matchAll(REFERENCE)]);
  return new Map(references.flatMap(([, name = '', byDefault = '']) => (name === REGION ? [] : [[name, byDefault]])));
}
