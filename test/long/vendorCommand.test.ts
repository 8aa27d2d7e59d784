import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { PROJECT_ROOT } from '../../cli/projectRoot.ts';
import { answersIn, runSnippet, snippetsOf } from '../support/readmeSnippets.ts';
import { connectAgainAndAgain, portsOfServers } from '../support/reconnectingClient.ts';
import { killStartedCommands, readyUrl, startCommand } from '../support/startCommand.ts';

const run = promisify(execFile);
afterAll(killStartedCommands, 120_000);

const SETTINGS = ['VENDORS', 'PROCTORING_BACKENDS', 'PUBLIC_URL'];

/** The environment after a snippet's `eval` line. */
async function settingsAfter(line: string, env: Record<string, string>): Promise<Record<string, string>> {
  const print = `node -p 'JSON.stringify(${JSON.stringify(SETTINGS)}.map(name => [name, process.env[name]]))'`;
  const script = `${line}\n${print}`;
  const options = { cwd: PROJECT_ROOT, env: { ...process.env, ...env } };
  const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', script], options);
  return Object.fromEntries(JSON.parse(stdout));
}

describe('npm run vendor', () => {
  it('is used by npm start as docs/try-it.md describes, and leaves nothing running', async () => {
    const [command, service = '', lines = ''] = snippetsOf('docs/try-it.md', 'Try it with a vendor');
    expect(command).toBe('npm run vendor\n');
    const freePorts = await portsOfServers(2);
    const clients = connectAgainAndAgain(freePorts);
    onTestFinished(clients.stop);
    const [PORT = '', VENDOR_PORT = ''] = freePorts.map(String);
    const ports = { PORT, VENDOR_PORT };
    const vendor = startCommand(ports, [], 'vendor');
    const vendorUrl = await readyUrl(vendor);
    expect(vendorUrl).toBe(`http://127.0.0.1:${VENDOR_PORT}`);
    const [setUp = '', start] = service.split('\n');
    expect(start).toBe('npm start');
    const settings = await settingsAfter(setUp, ports);
    for (const name of SETTINGS) expect(vendor.stdout()).toContain(`export ${name}='${settings[name]}'`);
    const stack = startCommand({ ...settings, PORT });
    const serviceUrl = await readyUrl(stack);
    const addresses = { 'http://localhost:3000': serviceUrl, 'http://127.0.0.1:3100': vendorUrl };
    const [tryIt = ''] = snippetsOf('README.md', 'Try it');
    for (const _ of ['first', 'second']) {
      const answers = answersIn(await runSnippet(lines, addresses)) as Record<string, unknown>[];
      expect(answers.flatMap(({ status }) => (typeof status === 'string' ? [status] : []))).toEqual([
        'started',
        'submitted',
        'verified',
      ]);
      expect(answers.filter(({ title }) => title !== undefined)).toEqual([]);
      expect(answers.find(({ entries }) => entries)).toMatchObject({
        entries: expect.arrayContaining([expect.objectContaining({ what: 'review', status: 200 })]),
      });
      expect(await runSnippet(tryIt, addresses)).toContain('"is_archived":true');
    }
    for (const running of [vendor, stack]) running.child.kill('SIGINT');
    expect(await vendor.exit).toEqual({ code: 0, signal: null });
    expect(await stack.exit).toEqual({ code: 0, signal: null });
    await expect(fetch(addresses['http://127.0.0.1:3100'])).rejects.toThrow();
  });
});
