import { sha256 } from '../../platform/system.ts';

/** The entity tag of a representation. */
export function entityTag(state: unknown): string {
  return `"${sha256(JSON.stringify(state)).slice(0, 32)}"`;
}

/** Whether a conditional request has the representation. @param ifNoneMatch tags, separated by commas, or `*` */
export function isUnchanged(ifNoneMatch: string | undefined, etag: string): boolean {
  const tags = (ifNoneMatch ?? '').split(',').map(tag => tag.trim().replace(/^W\//, ''));
  return tags.includes(etag) || tags.includes('*');
}
