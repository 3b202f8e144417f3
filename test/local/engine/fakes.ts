import type { Json } from '../../../local/engine/index.ts';
import { TaskError, type Fake } from '../../../local/testing/index.ts';

/** A function that never answers. */
export const never: Fake = async (_, { sleep }) => {
  await sleep(Infinity);
  return null;
};

/** A function that takes so many seconds. */
export const slow =
  (seconds: number): Fake =>
  async (args, { sleep }) => {
    await sleep(seconds);
    return args;
  };

/** Raises these errors, one a call, then answers `done`. */
export function raising(...errors: readonly string[]): () => Json {
  const left = [...errors];
  return () => {
    const error = left.shift();
    if (error === undefined) return 'done';
    throw new TaskError(error, `${error}, and ${left.length} to come`);
  };
}

/** Fails so many times, then answers `done`. */
export const failing = (times: number): (() => Json) => raising(...Array<string>(times).fill('Busy'));

/** Fails for these arguments and answers the others. */
export const refusing =
  (...bad: readonly Json[]): Fake =>
  (args) => {
    if (bad.includes(args)) throw new TaskError('Refused', `it was ${JSON.stringify(args)}`);
    return args;
  };

/** Answers its token after so many seconds. */
export const answering =
  (seconds: number, output: Json): Fake =>
  (_, { after, engine, taskToken = '' }) => {
    after(seconds, () => engine.sendTaskSuccess({ taskToken, output: JSON.stringify(output) }));
    return null;
  };

/** The name of the error that a request is refused with; `taken` when it is not. */
export const outcome = (request: Promise<unknown>): Promise<string> =>
  request.then(
    () => 'taken',
    (error: Error) => error.name,
  );
