import { Clients } from './clients.ts';
import { Environments } from './environments.ts';
import type { Keyspace } from './keyspace.ts';
import { sum } from './numbers.ts';
import type { Operation } from './operation.ts';
import { ASSUMED, AWS } from './parameters.ts';
import { type Design, type Preparation, theService } from './service.ts';
import { TokenBucket } from './tokenBucket.ts';

export interface Rush {
  learners: number;
  /** In which all of them come, evenly. */
  withinSeconds: number;
  design: Design;
  /** `provisioned`: environments that are there already. */
  prepared: Preparation & { concurrency: number; provisioned: number; gatewayRequests: number };
  /** Where the hash puts the keys. */
  seed: number;
  /** After which it is not looked at any longer. */
  mostSeconds: number;
}

/** What happened in one second. */
export interface RushSecond {
  created: number;
  started: number;
  polled: number;
  /** Tries that DynamoDB throttled. */
  throttled: number;
  /** Requests answered 429 by the gateway, or 429 or 503 for want of an environment. */
  refused: number;
  /** Requests answered 5xx after the last try. */
  failed: number;
}

export interface RushResult {
  seconds: RushSecond[];
  /** Until 99.9 % have started; null where they have not by the end. */
  allStartedAfter: number | null;
  startedAtEnd: number;
  mostEnvironments: number;
}

const TICK = 0.2;
const ALL = 0.999;

/** Learners come, create their attempt, start it and poll, until all have started; in fifths of a second. */
export function simulateRush(rush: Rush): RushResult {
  const { learners, withinSeconds, prepared } = rush;
  const service = theService(rush.design, prepared, rush.seed);
  const gateway = new TokenBucket(prepared.gatewayRequests, AWS.gatewayBurst);
  const environments = new Environments(prepared.concurrency, prepared.provisioned);
  const [creating, starting] = [new Clients(service.classes), new Clients(service.classes)];
  const { create, start, poll, refresh } = service;
  const result: RushResult = { seconds: [], allStartedAfter: null, startedAtEnd: 0, mostEnvironments: 0 };
  let started = 0;
  for (let tick = 0; tick * TICK < rush.mostSeconds; tick++) {
    const second = secondOf(result, Math.floor(tick * TICK));
    if (tick * TICK < withinSeconds) creating.come(((learners / withinSeconds) * TICK) / service.classes);
    const wanted = [
      { clients: creating, to: create, requests: creating.ask(TICK), each: ASSUMED.requestSeconds.create },
      { clients: starting, to: start, requests: starting.ask(TICK), each: ASSUMED.requestSeconds.start },
      { clients: null, to: poll, requests: polls(started, service.classes), each: ASSUMED.requestSeconds.poll },
    ];
    second.refused += letIn(wanted, gateway, environments);
    result.mostEnvironments = Math.max(result.mostEnvironments, environments.current());
    if (rush.design.examReads === 'remembered') refresh.enter(refreshes(environments.current(), service.classes));
    const [made, begun, seen] = askDynamodb(service.keyspaces, [create, start, poll, refresh]);
    if (!made || !begun || !seen) break;
    starting.comeEach(made.done);
    creating.failed(made.failed);
    starting.failed(begun.failed);
    second.created += sum(made.done);
    second.started += sum(begun.done);
    second.polled += sum(seen.done);
    second.throttled += made.throttled + begun.throttled + seen.throttled;
    second.failed += sum(made.failed) + sum(begun.failed) + sum(seen.failed);
    started += sum(begun.done);
    if (started >= ALL * learners) {
      result.allStartedAfter = (tick + 1) * TICK;
      break;
    }
  }
  result.startedAtEnd = started;
  return result;
}

function secondOf({ seconds }: RushResult, at: number): RushSecond {
  seconds[at] ??= { created: 0, started: 0, polled: 0, throttled: 0, refused: 0, failed: 0 };
  return seconds[at];
}

function polls(started: number, classes: number): Float64Array {
  return new Float64Array(classes).fill((started / ASSUMED.pollEverySeconds / classes) * TICK);
}

function refreshes(environments: number, classes: number): Float64Array {
  return new Float64Array(classes).fill((environments / ASSUMED.rememberSeconds / classes) * TICK);
}

interface Wanted {
  /** Who asks again when refused; polls just come again in a minute. */
  clients: Clients | null;
  to: Operation;
  requests: Float64Array;
  each: number;
}

/** Through the gateway and into an environment. @returns how many were refused */
function letIn(wanted: readonly Wanted[], gateway: TokenBucket, environments: Environments): number {
  const all = wanted.reduce((total, { requests }) => total + sum(requests), 0);
  if (all === 0) return 0;
  const throughGateway = Math.min(all, gateway.available(TICK));
  gateway.take(throughGateway, TICK);
  const inside = wanted.reduce((total, { to }) => total + to.inside(), 0);
  const each = wanted.reduce((total, one) => total + one.each * sum(one.requests), 0) / all;
  const admitted = environments.admit(throughGateway, { inside, each, seconds: TICK });
  const part = admitted / all;
  for (const { clients, to, requests } of wanted) {
    to.enter(requests.map(count => count * part));
    clients?.failed(requests.map(count => count * (1 - part)));
  }
  return all - admitted;
}

function askDynamodb(keyspaces: ReadonlyMap<string, Keyspace>, operations: readonly Operation[]) {
  const all = [...keyspaces.values()];
  const asked = new Map(all.map(one => [one, new Float64Array(one.keys)]));
  const used = new Map(all.map(one => [one, new Float64Array(one.keys)]));
  for (const operation of operations) operation.ask(asked, TICK);
  const passing = new Map(all.map(one => [one, one.passing(asked.get(one) ?? new Float64Array(), TICK)]));
  const outcomes = operations.map(operation => operation.proceed(passing, used));
  for (const one of all) one.go(used.get(one) ?? new Float64Array(), asked.get(one) ?? new Float64Array(), TICK);
  return outcomes;
}
