import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { StartedCommand } from './startCommand.ts';
import { until } from './until.ts';

/** A running process. */
export interface ProcessRow {
  pid: number;
  parent: number;
  command: string;
}

/** All processes except zombies. */
function processes(): ProcessRow[] {
  return existsSync('/proc/self/stat') ? processesOfLinux() : processesByPs();
}

function processesOfLinux(): ProcessRow[] {
  return readdirSync('/proc').flatMap(pid => {
    if (!/^\d+$/.test(pid)) return [];
    try {
      // pid (name) state parent …; a name may hold anything.
      const [state, parent] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
      return state === 'Z' ? [] : [{ pid: Number(pid), parent: Number(parent), command }];
    } catch {
      // The process ended meanwhile.
      return [];
    }
  });
}

function processesByPs(): ProcessRow[] {
  const table = execFileSync('ps', ['-eo', 'pid=,ppid=,stat=,args='], { encoding: 'utf8', maxBuffer: 2 ** 24 });
  return table.split('\n').flatMap(row => {
    const match = /^\s*(\d+)\s+(\d+)\s+[^Z\s]\S*\s+(.*)$/.exec(row);
    return match ? [{ pid: Number(match[1]), parent: Number(match[2]), command: match[3] ?? '' }] : [];
  });
}

/** All processes below the one that was started. */
export function descendants({ child }: StartedCommand): ProcessRow[] {
  const all = processes();
  const rows: ProcessRow[] = [];
  for (const parents = [child.pid]; parents.length > 0; ) {
    const parent = parents.shift();
    const children = all.filter(row => row.parent === parent);
    rows.push(...children);
    parents.push(...children.map(({ pid }) => pid));
  }
  return rows;
}

/** Resolves when these processes have ended. */
export async function allGone(children: readonly ProcessRow[]): Promise<void> {
  const running = () =>
    processes().filter(row => children.some(({ pid, command }) => pid === row.pid && command === row.command));
  await until(running, rows => rows.length === 0).catch(() => expect(running()).toEqual([]));
}
