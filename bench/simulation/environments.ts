import { AWS } from './parameters.ts';

/** The environments of a function: how many there may be, how fast they become more, and how many requests they take. */
export class Environments {
  private readonly most: number;
  private count: number;
  private mayGrow = AWS.concurrencyAtOnce;

  /**
   * @param most the account's limit, as far as this function has it for itself
   * @param provisioned those that are there from the beginning
   */
  constructor(most: number, provisioned: number) {
    this.most = most;
    this.count = provisioned;
  }

  /**
   * How many of the requests that come within the next so many seconds find an environment.
   * @param inside requests that hold on to one for longer
   * @param each seconds that a request takes
   */
  admit(requests: number, { inside, each, seconds }: { inside: number; each: number; seconds: number }): number {
    const perSecond = requests / seconds;
    const wanted = Math.max(inside + perSecond * each, perSecond / AWS.requestsPerEnvironment);
    const more = Math.max(0, Math.min(Math.min(this.most, wanted) - this.count, this.mayGrow));
    this.count += more;
    this.mayGrow = Math.min(AWS.concurrencyAtOnce, this.mayGrow - more + AWS.concurrencyPerSecond * seconds);
    const free = Math.max(0, this.count - inside);
    return Math.min(requests, (free * seconds) / each, this.count * AWS.requestsPerEnvironment * seconds);
  }

  current(): number {
    return this.count;
  }
}
