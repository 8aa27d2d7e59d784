import * as z from 'zod/mini';
import { readBaseConfig } from './base.ts';
import { readEncryptionKeys } from './encryptionKeys.ts';
import { configError, type Environment, flag, parse, required } from './env.ts';

/** Encrypts the data of reviews in the local stack; deployed stages reject it. */
export const DEVELOPMENT_VIDEO_LINK_KEY = 'ZGV2ZWxvcG1lbnQtb25seS12aWRlby1saW5rLWtleSE=';

const videoLinks = z.object({
  /**
   * Keys that encrypt links to videos and refused reviews: 32 bytes each in base64 (`openssl rand -base64 32`), separated
   * by commas. The first encrypts, all decrypt.
   * @defaultValue none; a development key in the local stack
   */
  VIDEO_LINK_KEYS: required,
});

/** Keys of 32 bytes for links to videos and refused reviews; the first one encrypts. */
export function readVideoLinkKeys(env: Environment): Uint8Array[] {
  const { VIDEO_LINK_KEYS } = parse(videoLinks, env);
  return readEncryptionKeys('VIDEO_LINK_KEYS', VIDEO_LINK_KEYS, {
    developmentKey: DEVELOPMENT_VIDEO_LINK_KEY,
    isDeployed: readBaseConfig(env).isDeployed,
  });
}

const reviews = z.object({
  /**
   * Skips the check of the record locator; rejected in production stages.
   * @defaultValue `false`
   */
  ALLOW_CALLBACK_SIMULATION: flag,
  /**
   * Replaces the current review by a different later one; earlier versions stay stored.
   * @defaultValue `false`
   */
  ALLOW_REVIEW_UPDATES: flag,
});

/** Settings for the recording of reviews. */
export function readReviewConfig(env: Environment): { allowCallbackSimulation: boolean; allowReviewUpdates: boolean } {
  const settings = parse(reviews, env);
  const allowCallbackSimulation = settings.ALLOW_CALLBACK_SIMULATION ?? false;
  if (allowCallbackSimulation && readBaseConfig(env).isProduction) {
    throw configError('ALLOW_CALLBACK_SIMULATION', 'must be off in a production stage');
  }
  return { allowCallbackSimulation, allowReviewUpdates: settings.ALLOW_REVIEW_UPDATES ?? false };
}
