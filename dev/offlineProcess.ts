/**
 * The process that serverless-offline runs in: its command, with two things about it mended before it is loaded. It is a
 * program of its own, not a module loaded by `--import`: each of serverless-offline's threads, one for every request at
 * a time, would load that as well.
 *
 * By itself it loads a function at its first request: with a wrong setting it would come up, and fail every call.
 *
 * It also allows web pages of every origin everything, tokens signed with the secret that everybody knows included,
 * and leaves no way to have it otherwise. API Gateway does no such thing: whether a page may call is for the functions to
 * say (CORS_ORIGINS).
 */
import { createRequire, enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { SERVERLESS_OFFLINE, SERVERLESS_SCRIPT } from '../build/serverlessCommand.ts';
import { PROJECT_ROOT } from '../cli/projectRoot.ts';
import { checkSettings } from './checkSettings.ts';
import { WRONG_SETTING } from './offline.ts';

type Extend = (event: unknown, ...more: unknown[]) => unknown;
interface Serverless {
  serviceDir: string;
  service: {
    provider: { environment?: Record<string, unknown> };
    functions: Record<string, { handler: string; environment?: Record<string, unknown> }>;
  };
}
interface Hapi {
  Server: new () => object;
}

// Most of its start is loading modules, the web server's included.
enableCompileCache(join(PROJECT_ROOT, 'node_modules/.cache/compiled'));

const { Server } = createRequire(SERVERLESS_OFFLINE)('@hapi/hapi') as Hapi;
const prototype = Object.getPrototypeOf(new Server()) as { ext: Extend };
const { ext } = prototype;

prototype.ext = function (event, ...more) {
  const isOwnCors = event === 'onPreResponse' && String(more[0]).includes('access-control-allow-origin');
  return isOwnCors ? undefined : ext.call(this, event, ...more);
};

/** The plugin that checks, before anything listens, that every function starts with the settings it is given. */
class SettingsCheck {
  readonly hooks: Record<string, () => Promise<void>>;

  constructor({ service, serviceDir }: Serverless) {
    this.hooks = {
      'before:offline:start:init': async () => {
        const shared = { ...awsEnvironment(), ...service.provider.environment };
        const functions = Object.entries(service.functions).map(([name, { handler, environment }]) => [
          name,
          { handler, environment: { ...shared, ...environment } },
        ]);
        const failures = await checkSettings(serviceDir, Object.fromEntries(functions));
        if (failures.length === 0) return;
        for (const failure of failures) process.stderr.write(`${WRONG_SETTING}${failure}\n`);
        process.exit(1);
      },
    };
  }
}

/** As serverless-offline hands it on to every function. */
function awsEnvironment(): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => name.startsWith('AWS_')));
}

const PluginManager = createRequire(SERVERLESS_SCRIPT)('../lib/classes/plugin-manager.js') as {
  prototype: { loadAllPlugins: (this: { addPlugin(plugin: unknown): void }, ...more: unknown[]) => Promise<void> };
};
const { loadAllPlugins } = PluginManager.prototype;

PluginManager.prototype.loadAllPlugins = async function (...more) {
  await loadAllPlugins.apply(this, more);
  this.addPlugin(SettingsCheck);
};

await import(SERVERLESS_SCRIPT);
