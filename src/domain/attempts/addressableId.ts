/** In characters (UTF-16 code units). */
export const MAX_ID_LENGTH = 255;

/**
 * One segment of a path that every gateway hands over alike, decoded or not: no separator, no `%`, not `.` or `..`; and
 * text that a database key can hold: no control character, no half of a surrogate pair. The words are segments of other paths, which a gateway may prefer.
 */
export const ADDRESSABLE_ID = /^(?!(?:\.{1,2}|code|course_id|grouped|ready|reviewed)$)[^\p{Cc}\p{Cs}%?#/]+$/u;

/**
 * Whether calls can name the id in a path (`…/attempt/{external_id}/reviewed`). An id that cannot is never stored: its
 * review could not be delivered.
 */
export function isAddressableId(id: string): boolean {
  return id.length <= MAX_ID_LENGTH && ADDRESSABLE_ID.test(id);
}
