import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, describe, expect, it } from 'vitest';
import { readVendorArguments } from '../../simulator/vendorOptions.ts';
import { killStartedCommands, startCommand } from '../support/startCommand.ts';

afterAll(killStartedCommands, 120_000);

describe('the options of npm run vendor', () => {
  it('default to those of the README', () => {
    expect(readVendorArguments([], {})).toMatchObject({ port: 3100, serviceUrl: 'http://localhost:3000', plan: {} });
  });

  it('set the behaviour of the vendors and the address of the service', () => {
    const args = ['--verdict', 'violation', '--delay', '50', '--scheme', 'jwt', '--plan', '{"copies": 2}'];
    expect(readVendorArguments([...args, '--claims', '{"sub": "7"}'], { PORT: '3001', VENDOR_PORT: '0' })).toEqual({
      help: false,
      settings: false,
      port: 0,
      serviceUrl: 'http://localhost:3001',
      claims: { sub: '7' },
      plan: { verdict: 'violation', delay_ms: 50, scheme: 'jwt', copies: 2 },
    });
  });

  it.each([
    [['--fax'], "Unknown option '--fax'. See npm run vendor -- --help."],
    [['--delay', 'soon'], /^The plan is invalid: delay_ms: .+\. See npm run vendor -- --help\.$/],
    [['--plan', '{"verdikt": 1}'], 'The plan is invalid: verdikt: is unknown. See npm run vendor -- --help.'],
    [['--plan', '[]'], '--plan must be a JSON object. See npm run vendor -- --help.'],
    [['--service', 'localhost'], /^--service must be a URL/],
  ])('reject %j in one line', (args, message) => {
    expect(() => readVendorArguments(args, {})).toThrow(message);
  });
});

describe('npm run vendor', () => {
  it('names the setting of a busy port', async () => {
    const server = createServer();
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const { exit, stderr } = startCommand({ VENDOR_PORT: String(port) }, [], 'vendor');
    expect(await exit).toEqual({ code: 1, signal: null });
    expect(stderr()).toMatch(/^Port \d+ is busy\. .*VENDOR_PORT/);
    server.close();
  });

  // test/local/webhookReceiver.test.ts interrupts a command by SIGINT.
  it('ends at SIGTERM, also with deliveries to come', async () => {
    const running = startCommand({}, ['--delay', '600000'], 'vendor');
    running.child.stdout?.once('data', () => running.child.kill('SIGTERM'));
    expect(await running.exit).toEqual({ code: 0, signal: null });
    expect(running.stdout()).toMatch(/Stopped\.\n$/);
  });
});
