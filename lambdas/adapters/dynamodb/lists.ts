import type { Item, Table } from './table.ts';

/** The newest items of several partitions of the index together; `before` is where the page before ended. */
export async function newestOf(
  table: Table,
  partitions: readonly string[],
  { before, limit }: { readonly before?: string | undefined; readonly limit: number },
): Promise<Item[]> {
  const pages = await Promise.all(
    partitions.map((gpk) =>
      table.query({
        index: 'lists',
        condition: before === undefined ? 'gpk = :gpk' : 'gpk = :gpk AND gsk < :before',
        values: { ':gpk': gpk, ...(before === undefined ? {} : { ':before': before }) },
        descending: true,
        limit,
      }),
    ),
  );
  // The index follows the table a moment later: what is just moving may stand in two partitions.
  return [...new Map(pages.flat().map((item) => [JSON.stringify([item['pk'], item['sk']]), item])).values()]
    .sort((a, b) => (String(a['gsk']) < String(b['gsk']) ? 1 : -1))
    .slice(0, limit);
}
