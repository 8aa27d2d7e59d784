import { DomainError } from '../../domain/errors.ts';

/**
 * Which of the formats an Accept header likes best (RFC 9110, 12.5.1), the first of those it likes as much; the very first
 * where there is no such header.
 * @param formats their media types
 * @throws DomainError `not_acceptable`
 */
export function acceptedFormat<Format extends string>(
  accept: string | undefined,
  formats: Readonly<Record<Format, string>>,
): Format {
  const ranges = readRanges(accept?.trim() || '*/*');
  const names = Object.keys(formats) as Format[];
  const liked = names.map(name => ({ name, quality: qualityOf(formats[name], ranges) }));
  const [best] = liked.filter(({ quality }) => quality > 0).sort((one, other) => other.quality - one.quality);
  if (best) return best.name;
  throw new DomainError('not_acceptable', `The answer can be had as ${Object.values(formats).join(' or ')}.`);
}

function readRanges(accept: string): Map<string, number> {
  return new Map(
    accept.split(',').map(one => {
      const [range = '', ...parameters] = one.split(';').map(part => part.trim().toLowerCase());
      const quality = parameters.find(parameter => parameter.startsWith('q='));
      return [range, quality === undefined ? 1 : Number(quality.slice(2))];
    }),
  );
}

/** The most specific range says it. */
function qualityOf(mediaType: string, ranges: ReadonlyMap<string, number>): number {
  const [type] = mediaType.split('/');
  // Java's own client sends "*".
  return ranges.get(mediaType) ?? ranges.get(`${type}/*`) ?? ranges.get('*/*') ?? ranges.get('*') ?? 0;
}
