import type { Effect, EffectLedger } from '../../../lambdas/core/task/effects.ts';

export const effectsIn = (told: Effect[]): EffectLedger => ({
  tell: async (effect) => void told.push(effect),
});
