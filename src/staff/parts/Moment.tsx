import { formatMoment, formatUtc, viewerZone } from '../time.ts';

/** A time in the viewer's zone; UTC on hover, or beside it. */
export function Moment({ at, withUtc = false }: { at: string | null; withUtc?: boolean }) {
  if (at === null) return <span class="none">–</span>;
  const utc = formatUtc(at);
  return (
    <span class="moment">
      <time dateTime={at} title={utc}>
        {formatMoment(at, viewerZone())}
      </time>
      {withUtc && <small>{utc}</small>}
    </span>
  );
}
