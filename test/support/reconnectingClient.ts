import { connect, type Socket } from 'node:net';
import { choosePorts } from '../../cli/ports.ts';

/** Like a client that waits for a server: connects to each port every 50 ms and keeps every connection. */
export function connectAgainAndAgain(ports: readonly number[]): { connected(port: number): number; stop(): void } {
  const sockets = new Set<Socket>();
  const counts = new Map(ports.map(port => [port, 0]));
  const timer = setInterval(() => {
    for (const port of ports) {
      const socket = connect({ host: '127.0.0.1', port, allowHalfOpen: true });
      sockets.add(socket);
      socket.once('connect', () => counts.set(port, (counts.get(port) ?? 0) + 1));
      socket.on('error', () => {});
      socket.once('close', () => sockets.delete(socket));
    }
  }, 50);
  return {
    connected: port => counts.get(port) ?? 0,
    stop: () => {
      clearInterval(timer);
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** Free ports below the ephemeral range, where a client could connect to itself. */
export async function portsOfServers(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) {
    const port = 20_000 + Math.floor(Math.random() * 10_000);
    const isFree = await choosePorts([{ port, variable: 'PORT' }]).then(
      () => true,
      () => false,
    );
    if (isFree) ports.add(port);
  }
  return [...ports];
}
