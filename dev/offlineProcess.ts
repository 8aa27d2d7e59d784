/**
 * Runs serverless-offline with three changes: settings are checked before the start, since functions load at their first
 * request; its CORS headers, which allow every origin, give way to the functions'; idle connections are closed late.
 */
// A program instead of a module for `--import`, which every worker thread of serverless-offline would load.
import type { Server } from 'node:http';
import { createRequire, enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { SERVERLESS_OFFLINE, SERVERLESS_SCRIPT } from '../build/serverlessCommand.ts';
import { closeIdleConnectionsLate } from '../cli/lateClose.ts';
import { PROJECT_ROOT } from '../cli/projectRoot.ts';
import { checkSettings } from './checkSettings.ts';
import { INVALID_SETTING } from './offline.ts';

type Extend = (event: unknown, ...args: unknown[]) => unknown;
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
interface HapiServer {
  listener: Server;
}

// The start consists mostly of loading modules.
enableCompileCache(join(PROJECT_ROOT, 'node_modules/.cache/compiled'));

const hapi = createRequire(SERVERLESS_OFFLINE)('@hapi/hapi') as Hapi;
const prototype = Object.getPrototypeOf(new hapi.Server()) as {
  ext: Extend;
  start: (this: HapiServer) => Promise<void>;
};
const { ext, start } = prototype;

prototype.ext = function (event, ...args) {
  const isCors = event === 'onPreResponse' && String(args[0]).includes('access-control-allow-origin');
  return isCors ? undefined : ext.call(this, event, ...args);
};

prototype.start = function () {
  closeIdleConnectionsLate(this.listener);
  return start.call(this);
};

/** The plugin that checks, before the server listens, that every function starts with its settings. */
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
        for (const failure of failures) process.stderr.write(`${INVALID_SETTING}${failure}\n`);
        process.exit(1);
      },
    };
  }
}

/** The variables that serverless-offline passes on to every function. */
function awsEnvironment(): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => name.startsWith('AWS_')));
}

const PluginManager = createRequire(SERVERLESS_SCRIPT)('../lib/classes/plugin-manager.js') as {
  prototype: { loadAllPlugins: (this: { addPlugin(plugin: unknown): void }, ...args: unknown[]) => Promise<void> };
};
const { loadAllPlugins } = PluginManager.prototype;

PluginManager.prototype.loadAllPlugins = async function (...args) {
  await loadAllPlugins.apply(this, args);
  this.addPlugin(SettingsCheck);
};

await import(SERVERLESS_SCRIPT);
