/** Something that an agent leaves behind outside of the journal, or takes back. */
export interface Effect {
  readonly kind: 'effect' | 'compensation';
  /** The idempotency key of the work: told twice under one key, it is one effect. */
  readonly key: string;
  readonly tenantId: string;
  readonly requestId: string;
  readonly taskId: string;
  readonly agentId: string;
  readonly attempt: number;
}

/** Whoever keeps account, outside of Baton, of what agents do: told before each effect and before each compensation. */
export interface EffectLedger {
  /** @throws StoreUnavailable when it cannot be told: then the effect must not be */
  tell(effect: Effect): Promise<void>;
}

/** For a deployment where nobody outside keeps account. */
export const noLedger: EffectLedger = { tell: async () => undefined };
