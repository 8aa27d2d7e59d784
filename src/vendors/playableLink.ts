import { toPlayableLink as softwareSecureLink } from './softwareSecure/videoLink.ts';

/** The link to a review's video as a person can open it. */
export function toPlayableLink(vendor: string, link: string): string {
  return vendor === 'software_secure' ? softwareSecureLink(link) : link;
}
