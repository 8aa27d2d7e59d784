import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { CommandError } from '../../cli/commandError.ts';
import { choosePorts, reservePort } from '../../cli/ports.ts';

const variable = 'PORT';
const opened: (Socket | Server)[] = [];
afterEach(() => {
  for (const handle of opened.splice(0)) 'destroy' in handle ? handle.destroy() : handle.close();
});

/** A client that never closes its connection by itself. */
async function connected(port: number): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port, allowHalfOpen: true });
  socket.on('error', () => {});
  opened.push(socket);
  await new Promise(resolve => socket.once('connect', resolve).once('close', resolve));
  return socket;
}

async function listening(port: number): Promise<Server> {
  const server = createServer().listen(port, '127.0.0.1');
  opened.push(server);
  await once(server, 'listening');
  return server;
}

describe('a reserved port', () => {
  it('is released and free although clients stay connected to it', async () => {
    const reservation = await reservePort({ port: 0, variable });
    await Promise.all([connected(reservation.port), connected(reservation.port), connected(reservation.port)]);
    await reservation.release();
    await listening(reservation.port);
  });

  it('is released and free when a client connects in the same moment', async () => {
    const reservation = await reservePort({ port: 0, variable });
    const socket = connect({ host: '127.0.0.1', port: reservation.port, allowHalfOpen: true }).on('error', () => {});
    opened.push(socket);
    await reservation.release();
    await listening(reservation.port);
  });
});

describe('ports', () => {
  it('that are not chosen are different and free', async () => {
    const ports = await choosePorts(Array.from({ length: 5 }, () => ({ port: 0, variable })));
    expect(new Set(ports).size).toBe(5);
    for (const port of ports) await listening(port);
  });

  it('with a listener are busy, also while clients connect', async () => {
    const [port = 0] = await choosePorts([{ port: 0, variable }]);
    await listening(port);
    await connected(port);
    const choosing = choosePorts([
      { port: 0, variable: 'OTHER' },
      { port, variable },
    ]);
    await expect(choosing).rejects.toThrow(CommandError);
    await expect(choosing).rejects.toThrow(`Port ${port} is busy.`);
  });
});
