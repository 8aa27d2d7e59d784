/**
 * The first `maxLength` UTF-16 code units, without splitting a code point. A lone surrogate becomes U+FFFD: databases
 * cannot store it.
 */
export function truncate(text: string, maxLength: number): string {
  const wellFormed = text.toWellFormed();
  const isInsidePair = (wellFormed.codePointAt(maxLength - 1) ?? 0) > 0xffff;
  return wellFormed.slice(0, isInsidePair ? maxLength - 1 : maxLength);
}
