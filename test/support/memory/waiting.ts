import type { Waiting } from '../../../lambdas/core/request/ports.ts';

/** @param waitedFor the tokens that somebody waits on, at the time of the call; undefined says all of them */
export const waitingIn = (
  waitedFor: () => Set<string> | undefined,
  released: { token: string; output: Record<string, unknown> }[],
): Waiting => ({
  release: async (token, output) => {
    const tokens = waitedFor();
    if (tokens !== undefined && !tokens.delete(token)) return false;
    released.push({ token, output });
    return true;
  },
});
