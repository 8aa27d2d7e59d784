/** "you have 1 hour and 30 minutes remaining", for screen readers. */
export function describeRemaining(seconds: number): string {
  return `you have ${describeMinutes(Math.ceil(seconds / 60))} remaining`;
}

/** "1 hour and 30 minutes". */
export function describeMinutes(total: number): string {
  const [hours, minutes] = [Math.floor(total / 60), total % 60];
  const parts = [...(hours > 0 ? [unit(hours, 'hour')] : []), ...(minutes > 0 ? [unit(minutes, 'minute')] : [])];
  return parts.join(' and ') || '0 minutes';
}

function unit(count: number, name: string): string {
  return `${count} ${name}${count === 1 ? '' : 's'}`;
}

/** Rounds a resumption down: its remaining time may end within a minute. */
export function wholeMinutes(seconds: number, isResumption: boolean): number {
  return isResumption ? Math.floor(seconds / 60) : Math.ceil(seconds / 60);
}
