import { DomainError } from '../errors.ts';
import type { Allowance } from './allowance.ts';

/** The allowance does not have the value that the caller has seen. */
export class AllowanceChanged extends DomainError {
  /** The present one; null without an allowance. */
  readonly value: string | null;

  constructor(value: string | null) {
    super('allowance_changed', 'The allowance has changed. Check its present value and decide again.', {
      members: { value },
      field: 'allowance_value',
    });
    this.value = value;
  }
}

/**
 * @param value that the caller has seen, null for none; undefined for any
 * @throws AllowanceChanged for another value
 */
export function requireValue(allowance: Allowance | undefined, value: string | null | undefined): void {
  const present = allowance?.value ?? null;
  if (value !== undefined && present !== value) throw new AllowanceChanged(present);
}
