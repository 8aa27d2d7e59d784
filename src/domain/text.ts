/**
 * The beginning of a text, in characters (UTF-16 code units), never ending inside a code point; half a surrogate pair
 * becomes U+FFFD, because no database can store it.
 */
export function truncate(text: string, maxLength: number): string {
  const wellFormed = text.toWellFormed();
  if (wellFormed.length <= maxLength) return wellFormed;
  const isInsidePair = (wellFormed.codePointAt(maxLength - 1) ?? 0) > 0xffff;
  return wellFormed.slice(0, isInsidePair ? maxLength - 1 : maxLength);
}
