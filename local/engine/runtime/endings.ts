import type { ExecutionDescription } from '../types.ts';

interface Awaiting {
  readonly told: (ended: ExecutionDescription) => void;
  readonly failed: (error: Error) => void;
}

/** Who waits for the end of which execution; each is told once. */
export class Endings {
  readonly #awaiting = new Map<string, Awaiting[]>();

  /** @param failed told instead when the journal has failed, for then nobody ever knows of the end */
  await(arn: string, told: Awaiting['told'], failed: Awaiting['failed'] = () => undefined): void {
    this.#awaiting.set(arn, [...(this.#awaiting.get(arn) ?? []), { told, failed }]);
  }

  tell(ended: ExecutionDescription): void {
    const awaiting = this.#awaiting.get(ended.executionArn) ?? [];
    this.#awaiting.delete(ended.executionArn);
    for (const { told } of awaiting) told(ended);
  }

  fail(error: Error): void {
    const awaiting = [...this.#awaiting.values()].flat();
    this.#awaiting.clear();
    for (const { failed } of awaiting) failed(error);
  }
}
