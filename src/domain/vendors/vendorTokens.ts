import { type Actor, type Caller, requireGlobalStaff } from '../actors.ts';

const GROUP_SUFFIX = '_review';

/**
 * Requires a token of a vendor (a group that ends in `_review`) or of global staff.
 * @throws DomainError `forbidden`
 */
export function requireVendorOrGlobalStaff(caller: Caller): void {
  if (backendsOf(caller).length === 0) requireGlobalStaff(caller);
}

/** The backends of a vendor's token, by its groups. */
export function backendsOf(caller: Caller): string[] {
  return caller.groups.flatMap(group => (group.endsWith(GROUP_SUFFIX) ? [group.slice(0, -GROUP_SUFFIX.length)] : []));
}

/** The actor of a token with group `{backend}_review` or of global staff; else undefined. */
export function actorFor(caller: Caller, backend: string): Actor | undefined {
  if (caller.groups.includes(`${backend}${GROUP_SUFFIX}`)) return { role: 'vendor', userId: caller.userId };
  return caller.isStaff ? { role: 'staff', userId: caller.userId } : undefined;
}
