/** The page of a list by its number; a number beyond the last page is that of the last one, and an empty list has one page. */
export function numberedPage(
  number: number,
  { count, size }: { count: number; size: number },
): { page: number; totalPages: number; start: number } {
  const totalPages = Math.max(1, Math.ceil(count / size));
  const page = Math.min(number, totalPages);
  return { page, totalPages, start: (page - 1) * size };
}
