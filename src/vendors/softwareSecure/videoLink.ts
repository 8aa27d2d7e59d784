/** The link to the HTML5 player: PSI's original player needs a plug-in that browsers no longer support. */
export function toPlayableLink(videoLink: string): string {
  return videoLink.replaceAll('DirectLink-Generic', 'DirectLink-HTML5');
}
