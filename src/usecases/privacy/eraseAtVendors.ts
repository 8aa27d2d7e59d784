import { type Caller, requireGlobalStaff } from '../../domain/actors.ts';
import type { Vendors } from '../ports/vendors.ts';

export interface ErasurePorts {
  vendors: Vendors;
  /** Hears of a vendor that did not do it. */
  onVendorFailure: (vendor: string, error: unknown) => void;
}

/**
 * Asks every connected vendor that can do so to forget a learner, all at once. One that fails holds up no other; it is to be
 * asked again.
 * @returns by the name of the backend whether it had something to forget, and has
 * @throws DomainError `forbidden`
 */
export async function eraseAtVendors(
  ports: ErasurePorts,
  caller: Caller,
  userId: number,
): Promise<Record<string, boolean>> {
  requireGlobalStaff(caller);
  const asked = ports.vendors
    .all()
    .flatMap(({ name, eraseLearner: forgetLearner }) => (forgetLearner ? [{ name, forgetLearner }] : []));
  const answers = await Promise.all(
    asked.map(async ({ name, forgetLearner }) => {
      try {
        return [name, await forgetLearner(userId)] as const;
      } catch (error) {
        ports.onVendorFailure(name, error);
        return [name, false] as const;
      }
    }),
  );
  return Object.fromEntries(answers);
}
