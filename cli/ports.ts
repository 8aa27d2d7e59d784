import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { CommandError } from './commandError.ts';

/** The requested port, or 0 for any free one, and the variable that sets it. */
export interface PortRequest {
  port: number;
  variable: string;
}

/**
 * Checks the requested ports and chooses free ones in place of 0, in order.
 * @throws CommandError with the busy port and its variable
 */
export async function choosePorts(requests: readonly PortRequest[]): Promise<number[]> {
  // Reserved together, so that no two of them are the same.
  const reservations: PortReservation[] = [];
  try {
    for (const request of requests) reservations.push(await reservePort(request));
    return reservations.map(({ port }) => port);
  } finally {
    await Promise.all(reservations.map(({ release }) => release()));
  }
}

/** A port on which no other process can listen until it is released. */
export interface PortReservation {
  readonly port: number;
  release(): Promise<void>;
}

/** @throws CommandError as choosePorts does */
export async function reservePort({ port, variable }: PortRequest): Promise<PortReservation> {
  if (port !== 0 && (await isAnswering(port))) throw busy(port, variable);
  // Connections of waiting clients are reset: a server closes only after its last connection, and an orderly end would
  // keep the port in use (TIME_WAIT).
  const server = createServer(socket => socket.on('error', () => {}).resetAndDestroy());
  server.listen(port);
  try {
    await once(server, 'listening');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EACCES') {
      throw new CommandError(`Port ${port} needs root. Set ${variable} to a port above 1023.`);
    }
    throw code === 'EADDRINUSE' ? busy(port, variable) : error;
  }
  return { port: (server.address() as AddressInfo).port, release: () => close(server) };
}

function busy(port: number, variable: string): CommandError {
  return new CommandError(
    `Port ${port} is busy. Stop the program that listens there, or set ${variable} to another port (0 for any free one).`,
  );
}

/** Needed besides listening: some systems let two processes listen on one port. */
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
      // The system may choose the free target port as the local port: the socket then connects to itself.
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
