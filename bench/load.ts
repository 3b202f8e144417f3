/**
 * Keeps so many runs in flight until `total` of them have finished: another starts whenever one ends. The last ones end off the
 * clock, before the promise resolves.
 * @returns milliseconds from the first start to the end of number `total`
 */
export async function finishUnderLoad(run: () => Promise<unknown>, inFlight: number, total: number): Promise<number> {
  const from = performance.now();
  let finished = 0;
  let ms = Number.NaN;
  const oneAfterAnother = async (): Promise<void> => {
    while (finished < total) {
      await run();
      finished += 1;
      if (finished === total) ms = performance.now() - from;
    }
  };
  await Promise.all(Array.from({ length: inFlight }, oneAfterAnother));
  return ms;
}
