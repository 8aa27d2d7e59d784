/** Does it for all, always so many at once while there are as many. Fails with the first failure. */
export async function sideBySide<Item>(
  items: readonly Item[],
  atOnce: number,
  run: (item: Item) => Promise<unknown>,
): Promise<void> {
  const left = items.values();
  const runSome = async () => {
    for (const item of left) await run(item);
  };
  await Promise.all(Array.from({ length: atOnce }, runSome));
}
