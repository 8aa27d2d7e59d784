/** Files that browsers play themselves, at the position of a media fragment. */
const MEDIA_FILE = /\.(?:mp4|m4v|webm|ogv|mov|mp3|m4a|ogg)$/i;

/**
 * The link to a recording at a position; null where the address cannot carry one. The pages of vendors document no such
 * parameter, and a wrong one can invalidate a signed address: only the fragment is added, which is never sent.
 */
export function recordingAt(url: string, seconds: number | null): string | null {
  if (seconds === null || !URL.canParse(url)) return null;
  const address = new URL(url);
  if (!MEDIA_FILE.test(address.pathname) || address.hash !== '') return null;
  address.hash = `t=${Math.max(0, Math.floor(seconds))}`;
  return address.href;
}
