/** Filters of the list of attempts, in the address so that links and the back button restore them. */
export interface AttemptFilters {
  exam: number | null;
  statuses: readonly string[];
  /** Can be a learner's name or email, which no address has: the history of the tab has it. */
  text: string;
  /** Only attempts that wait for a decision of staff. */
  attention: boolean;
}

export type Route =
  | { screen: 'courses' }
  | { screen: 'attempts'; course: string; filters: AttemptFilters }
  | { screen: 'attempt'; course: string; code: string }
  | { screen: 'live'; course: string; exam: number | null }
  | { screen: 'allowances'; course: string }
  | { screen: 'reports'; course: string }
  | { screen: 'webhooks' }
  | { screen: 'login' }
  | { screen: 'unknown' };

export const NO_FILTERS: AttemptFilters = { exam: null, statuses: [], text: '', attention: false };

/**
 * The screen of an address.
 * @param base the path of the page, such as `/staff`
 * @param text the search text beside the address
 */
export function parseRoute(pathname: string, search: string, base: string, text = ''): Route {
  const segments = pathname.slice(base.length).split('/').filter(Boolean).map(decodeSegment);
  const [section, course, screen, item, ...others] = segments;
  if (others.length > 0) return { screen: 'unknown' };
  if (section === undefined) return { screen: 'courses' };
  if (section === 'c' && course !== undefined) {
    const query = new URLSearchParams(search);
    return screen === undefined
      ? { screen: 'attempts', course, filters: parseFilters(query, text) }
      : courseRoute(course, screen, item);
  }
  if ((section === 'login' || section === 'webhooks') && course === undefined) return { screen: section };
  return { screen: 'unknown' };
}

function courseRoute(course: string, screen: string, item: string | undefined): Route {
  if (screen === 'attempts' && item !== undefined) return { screen: 'attempt', course, code: item };
  if (screen === 'live') return { screen, course, exam: parseId(item) };
  if ((screen === 'allowances' || screen === 'reports') && item === undefined) return { screen, course };
  return { screen: 'unknown' };
}

function parseFilters(query: URLSearchParams, text: string): AttemptFilters {
  return {
    exam: parseId(query.get('exam')),
    statuses: (query.get('status') ?? '').split(',').filter(Boolean),
    text,
    attention: query.get('attention') === '1',
  };
}

function parseId(text: string | null | undefined): number | null {
  return /^[1-9]\d{0,15}$/.test(text ?? '') ? Number(text) : null;
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** The address of a screen, without the search text. @param base the path of the page, such as `/staff` */
export function formatRoute(route: Route, base: string): string {
  switch (route.screen) {
    case 'attempts':
      return `${courseAddress(base, route.course)}${formatFilters(route.filters)}`;
    case 'attempt':
      return `${courseAddress(base, route.course)}/attempts/${encodeURIComponent(route.code)}`;
    case 'live':
      return `${courseAddress(base, route.course)}/live${route.exam === null ? '' : `/${route.exam}`}`;
    case 'allowances':
    case 'reports':
      return `${courseAddress(base, route.course)}/${route.screen}`;
    case 'webhooks':
    case 'login':
      return `${base}/${route.screen}`;
    default:
      return `${base}/`;
  }
}

function courseAddress(base: string, course: string): string {
  return `${base}/c/${encodeURIComponent(course)}`;
}

function formatFilters({ exam, statuses, attention }: AttemptFilters): string {
  const query = new URLSearchParams();
  if (exam !== null) query.set('exam', String(exam));
  if (statuses.length > 0) query.set('status', statuses.join(','));
  if (attention) query.set('attention', '1');
  return query.size > 0 ? `?${query}` : '';
}
