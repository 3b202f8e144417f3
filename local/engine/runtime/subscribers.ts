/** Tells a subscriber. One that throws is warned of: neither the execution nor whoever else is told may suffer. */
export function notify<T>(subscriber: ((notice: T) => void) | undefined, notice: T): void {
  try {
    subscriber?.(notice);
  } catch (error) {
    process.emitWarning(error instanceof Error ? error : String(error));
  }
}
