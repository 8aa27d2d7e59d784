import { configError } from './env.ts';

/**
 * Keys of 32 bytes, from base64 separated by commas.
 * @param developmentKey the public key of the local stack
 * @throws ConfigError that contains no key
 */
export function readEncryptionKeys(
  variable: string,
  value: string,
  { developmentKey, isDeployed }: { developmentKey: string; isDeployed: boolean },
): Uint8Array[] {
  return value.split(',').map(text => {
    const key = Buffer.from(text.trim(), 'base64');
    if (key.length !== 32) throw configError(variable, 'must be keys of 32 bytes in base64, separated by commas');
    if (text.trim() === developmentKey && isDeployed) {
      throw configError(variable, 'is the public development key: set a key of this stage');
    }
    return key;
  });
}
