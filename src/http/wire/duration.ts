/** "you have 1 hour 30 minutes remaining", for screen readers. */
export function describeRemaining(seconds: number): string {
  return `you have ${describeDuration(seconds)} remaining`;
}

/** "1 hour 30 minutes"; what is left of a minute counts as one. */
export function describeDuration(seconds: number): string {
  const minutes = Math.ceil(seconds / 60);
  const parts = [unit(Math.floor(minutes / 60), 'hour'), unit(minutes % 60, 'minute')];
  return parts.filter(part => part !== '').join(' ') || '0 minutes';
}

function unit(count: number, name: string): string {
  if (count === 0) return '';
  return `${count} ${name}${count === 1 ? '' : 's'}`;
}
