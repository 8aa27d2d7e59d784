import { numberedPage } from '../../domain/numberedPage.ts';

/** The query of a list in numbered pages. */
export interface PageQuery {
  page: number;
  page_size: number;
  search: string;
  ordering: string;
}

/**
 * A page of a list. A page number beyond the last one returns the last page: rows that were shown may be removed since.
 * @param listAddress the address of the list, without a query
 */
export function toPage<Row>(rows: readonly Row[], query: PageQuery, listAddress: string) {
  const count = rows.length;
  const { page, totalPages: num_pages, start } = numberedPage(query.page, { count, size: query.page_size });
  const pageAddress = (number: number) => {
    const { search, ordering } = query;
    const text = Object.entries({ search, ordering }).filter(([, value]) => value !== '');
    const size = String(query.page_size);
    return `${listAddress}?${new URLSearchParams([['page', String(number)], ['page_size', size], ...text])}`;
  };
  return {
    count,
    num_pages,
    next: page < num_pages ? pageAddress(page + 1) : null,
    previous: page > 1 ? pageAddress(page - 1) : null,
    results: rows.slice(start, start + query.page_size),
  };
}

/** A row's value by the name of a column. */
export type Columns<Row> = Readonly<Record<string, (row: Row) => string | number>>;

/** The rows in the order of a column, descending by `-`; an unknown column leaves them as they are. */
export function inOrder<Row>(rows: readonly Row[], ordering: string, columns: Columns<Row>): Row[] {
  const name = ordering.replace(/^-/, '');
  const columnOf = Object.hasOwn(columns, name) ? columns[name] : undefined;
  if (!columnOf) return [...rows];
  const sign = ordering.startsWith('-') ? -1 : 1;
  return [...rows].sort((a, b) => sign * compare(columnOf(a), columnOf(b)));
}

function compare(a: string | number, b: string | number): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
