import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { choosePorts } from '../../cli/ports.ts';
import { PROJECT_ROOT } from '../../cli/projectRoot.ts';
import { startTethered } from '../../dev/process/tetheredProcess.ts';
import { findProgram } from './findProgram.ts';
import { until } from './until.ts';

/** The address of the service in the documented configurations. */
const DOCUMENTED_SERVICE = 'https://proctoring.example.edu';

/** The servers behind the LMS's host. */
export interface ProxiedServers {
  serviceUrl: string;
  lmsUrl: string;
}

interface ProxyConfiguration {
  /** The file and the arguments after its name. */
  config: string;
  args: (file: string) => string[];
}

const read = (name: string) => readFileSync(join(PROJECT_ROOT, 'docs/integrations', name), 'utf8');

/** The LMS's host in the documented configuration of each program, at this port. */
const CONFIGURATIONS = {
  nginx: (port: number, folder: string, { serviceUrl, lmsUrl }: ProxiedServers): ProxyConfiguration => {
    const main = read('nginx.conf').replaceAll(DOCUMENTED_SERVICE, serviceUrl);
    const end = main.lastIndexOf('}');
    const withEarlierReviews = `${main.slice(0, end)}${read('nginx-earlier-reviews.conf')}${main.slice(end)}`;
    const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
    const config = `daemon off; master_process off; pid ${folder}/pid; error_log stderr; events {}
      http { access_log off; ${paths.map(path => `${path}_temp_path ${folder}/${path};`).join(' ')}
      server { listen 127.0.0.1:${port}; proxy_set_header Host $http_host;
      location / { try_files /none @lms; } location @lms { proxy_pass ${lmsUrl}; }
      ${withEarlierReviews} } }`;
    return { config, args: file => ['-p', folder, '-e', 'stderr', '-c', file] };
  },
  caddy: (port: number, _folder: string, { serviceUrl, lmsUrl }: ProxiedServers): ProxyConfiguration => {
    const main = read('Caddyfile').replaceAll(DOCUMENTED_SERVICE, serviceUrl);
    const config = `{\nadmin off\nauto_https off\n}\nhttp://:${port} {\nbind 127.0.0.1\n${main}\nreverse_proxy ${lmsUrl}\n}\n`;
    return { config, args: file => ['run', '--adapter', 'caddyfile', '--config', file] };
  },
};

export type ProxyName = keyof typeof CONFIGURATIONS;
export const PROXY_NAMES = Object.keys(CONFIGURATIONS) as ProxyName[];
export const hasProxy = (name: ProxyName): boolean => findProgram([name]) !== undefined;

/** Starts the program with its documented configuration; it ends with this process. */
export async function startProxy(name: ProxyName, servers: ProxiedServers) {
  const folder = mkdtempSync(join(tmpdir(), 'lms-host-'));
  const [port = 0] = await choosePorts([{ port: 0, variable: 'PORT' }]);
  const { config, args } = CONFIGURATIONS[name](port, folder, servers);
  const file = join(folder, 'config');
  writeFileSync(file, config);
  const env = { PATH: process.env.PATH, HOME: folder };
  const proxy = startTethered(findProgram([name]) ?? name, args(file), { env });
  const failure = proxy.exited.then(code =>
    Promise.reject(new Error(`${name}: ${code} ${proxy.lastLines().join('\n')}`)),
  );
  failure.catch(() => {});
  const url = `http://127.0.0.1:${port}`;
  const isListening = until(
    () =>
      fetch(url).then(
        () => true,
        () => false,
      ),
    Boolean,
  );
  await Promise.race([isListening, failure]);
  return {
    url,
    async stop() {
      await proxy.stop();
      await rm(folder, { recursive: true });
    },
  };
}
