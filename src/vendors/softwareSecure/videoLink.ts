/** The link a person can open in a browser: PSI's own player needs a plug-in that no browser has any more. */
export function toPlayableLink(videoLink: string): string {
  return videoLink.replaceAll('DirectLink-Generic', 'DirectLink-HTML5');
}
