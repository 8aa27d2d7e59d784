import { DomainError } from '../../domain/errors.ts';

/**
 * The format that an Accept header prefers (RFC 9110, 12.5.1); of equally preferred ones, and without the header, the first.
 * @param formats their media types
 * @throws DomainError `not_acceptable`
 */
export function acceptedFormat<Format extends string>(
  accept: string | undefined,
  formats: Readonly<Record<Format, string>>,
): Format {
  const ranges = readRanges(accept?.trim() || '*/*');
  const names = Object.keys(formats) as Format[];
  const candidates = names.map(name => ({ name, quality: qualityOf(formats[name], ranges) }));
  const [preferred] = candidates.filter(({ quality }) => quality > 0).sort((a, b) => b.quality - a.quality);
  if (preferred) return preferred.name;
  throw new DomainError(
    'not_acceptable',
    `This path answers with ${Object.values(formats).join(' or ')}: send an Accept header that permits one of them.`,
  );
}

function readRanges(accept: string): Map<string, number> {
  return new Map(
    accept.split(',').map(entry => {
      const [range = '', ...parameters] = entry.split(';').map(part => part.trim().toLowerCase());
      const quality = parameters.find(parameter => parameter.startsWith('q='));
      return [range, quality === undefined ? 1 : Number(quality.slice(2))];
    }),
  );
}

/** The quality of the most specific range. */
function qualityOf(mediaType: string, ranges: ReadonlyMap<string, number>): number {
  const [type] = mediaType.split('/');
  // The HTTP client of the JDK sends "*".
  return ranges.get(mediaType) ?? ranges.get(`${type}/*`) ?? ranges.get('*/*') ?? ranges.get('*') ?? 0;
}
