/** What passes a limit: so many units a second, and what was not used of them up to a depth. */
export class TokenBucket {
  readonly perSecond: number;
  private readonly depth: number;
  private level: number;

  /** @param ahead units that may go before those of a second are used up */
  constructor(perSecond: number, ahead: number) {
    this.perSecond = perSecond;
    this.depth = ahead;
    this.level = ahead;
  }

  /** The units that there are within the next so many seconds. */
  available(seconds: number): number {
    return this.level + this.perSecond * seconds;
  }

  /** Takes units, at most those available, and goes on by so many seconds. */
  take(units: number, seconds: number): void {
    this.level = Math.min(this.depth, this.available(seconds) - units);
  }
}
