import { type Caller, requireGlobalStaff } from '../../domain/actors.ts';
import type { Vendors } from '../ports/vendors.ts';

export interface VendorErasurePorts {
  vendors: Vendors;
  /** Called for each vendor that failed. */
  onVendorFailure: (vendor: string, error: unknown) => void;
}

/**
 * Requests the erasure of a learner from every connected vendor that supports it, concurrently. A failure of one does not
 * affect the others.
 * @returns by backend, whether the vendor had data and erased them
 * @throws DomainError `forbidden`
 */
export async function eraseAtVendors(
  ports: VendorErasurePorts,
  caller: Caller,
  userId: number,
): Promise<Record<string, boolean>> {
  requireGlobalStaff(caller);
  const erasing = ports.vendors
    .all()
    .flatMap(({ name, eraseLearner }) => (eraseLearner ? [{ name, eraseLearner }] : []));
  const answers = await Promise.all(
    erasing.map(async ({ name, eraseLearner }) => {
      try {
        return [name, await eraseLearner(userId)] as const;
      } catch (error) {
        ports.onVendorFailure(name, error);
        return [name, false] as const;
      }
    }),
  );
  return Object.fromEntries(answers);
}
