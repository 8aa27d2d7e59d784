import { toPlayableLink as toPlayablePsiLink } from './softwareSecure/videoLink.ts';

/** The link to a review's video as a person can open it. @param protocol of the vendor that sent the review */
export function toPlayableLink(protocol: string, link: string): string {
  return protocol === 'software_secure' ? toPlayablePsiLink(link) : link;
}
