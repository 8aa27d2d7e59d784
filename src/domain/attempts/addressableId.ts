/** In characters (UTF-16 code units). */
export const MAX_ID_LENGTH = 255;

/**
 * A path segment that every gateway passes on unchanged, and text that a database key can hold (no lone surrogates). The
 * excluded words are segments of other paths, which a gateway may prefer.
 */
export const ADDRESSABLE_ID = /^(?!(?:\.{1,2}|code|course_id|grouped|ready|reviewed)$)[^\p{Cc}\p{Cs}%?#/]+$/u;

/**
 * Whether the id can be a path parameter (`…/attempt/{external_id}/reviewed`). Other ids are never stored: their reviews
 * could not be delivered.
 */
export function isAddressableId(id: string): boolean {
  return id.length <= MAX_ID_LENGTH && ADDRESSABLE_ID.test(id);
}
