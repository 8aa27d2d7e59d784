import { toPlayableLink as toPlayablePsiLink } from './softwareSecure/videoLink.ts';

/** The link to a review's video that browsers can play. @param protocol of the review's vendor */
export function toPlayableLink(protocol: string, link: string): string {
  return protocol === 'software_secure' ? toPlayablePsiLink(link) : link;
}
