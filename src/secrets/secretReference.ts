import { parseObject } from '../platform/parseObject.ts';

/** A setting that refers to a secret in AWS Secrets Manager: `aws-secret:ID` or `aws-secret:ID#MEMBER`. */
export interface SecretReference {
  /** Name of the setting. */
  variable: string;
  /** Name or ARN of the secret. */
  secretId: string;
  /** The member of a JSON secret; null for the whole secret. */
  member: string | null;
}

const PREFIX = 'aws-secret:';

/** The references among the settings. */
export function secretReferences(env: Readonly<Record<string, string | undefined>>): SecretReference[] {
  return Object.entries(env).flatMap(([variable, value]) => {
    if (!value?.startsWith(PREFIX)) return [];
    const [secretId = '', member] = value.slice(PREFIX.length).split('#');
    return [{ variable, secretId, member: member || null }];
  });
}

/**
 * The value of a reference in the text of its secret.
 * @throws Error without any part of the secret in its message
 */
export function extractValue({ secretId, member }: SecretReference, secretText: string): string {
  if (member === null) return secretText;
  const value = parseObject(secretText)?.[member];
  if (value === undefined) throw new Error(`the secret ${secretId} has no member "${member}"`);
  return typeof value === 'string' ? value : JSON.stringify(value);
}
