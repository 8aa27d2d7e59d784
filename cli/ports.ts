import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { CommandError } from './commandError.ts';

/** A port that somebody asked for, or 0 for any free one, and the setting to change if it is taken. */
export interface PortRequest {
  port: number;
  variable: string;
}

/**
 * Checks the ports that were asked for and picks free ones in place of 0, in the order given.
 * @throws CommandError naming the port that is busy and the variable to change
 */
export async function choosePorts(requests: readonly PortRequest[]): Promise<number[]> {
  // All are held open together, so that no two of them come out the same.
  const held: HeldPort[] = [];
  try {
    for (const one of requests) held.push(await holdPort(one));
    return held.map(({ port }) => port);
  } finally {
    await Promise.all(held.map(({ release }) => release()));
  }
}

/** A port that nobody else can listen on until it is released. */
export interface HeldPort {
  readonly port: number;
  release(): Promise<void>;
}

/** @throws CommandError as choosePorts does */
export async function holdPort({ port, variable }: PortRequest): Promise<HeldPort> {
  if (port !== 0 && (await isAnswering(port))) throw busy(port, variable);
  // Clients that wait for the service may connect meanwhile. Their connections are reset, because a server is closed only
  // once it has none left, and an orderly end would keep the port in use for a while.
  const server = createServer(socket => socket.on('error', () => {}).resetAndDestroy());
  server.listen(port);
  try {
    await once(server, 'listening');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EACCES') {
      throw new CommandError(`Port ${port} needs more rights. Set ${variable} to one above 1023.`);
    }
    throw code === 'EADDRINUSE' ? busy(port, variable) : error;
  }
  return { port: (server.address() as AddressInfo).port, release: () => close(server) };
}

function busy(port: number, variable: string): CommandError {
  return new CommandError(
    `Port ${port} is busy. Stop what listens there or set ${variable} to another one (0 for any that is free).`,
  );
}

/** Listening alone would not tell: some systems let two processes listen on one port. */
async function isAnswering(port: number): Promise<boolean> {
  const answers = await Promise.all(['127.0.0.1', '::1'].map(host => answersAt(host, port)));
  return answers.includes(true);
}

function answersAt(host: string, port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect({ host, port, timeout: 1000 });
    const settle = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => {
      // Where nobody listens, the system may give this end the very port that it connects to: it then answers itself.
      const isItself = socket.localPort === port;
      if (isItself) socket.resetAndDestroy();
      settle(!isItself);
    });
    socket.once('error', () => settle(false));
    socket.once('timeout', () => settle(false));
  });
}

function close(server: Server): Promise<void> {
  return new Promise(resolve => server.close(() => resolve()));
}
