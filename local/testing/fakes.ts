import { TaskError, type Engine, type Json, type TaskContext } from '../engine/index.ts';

/** What a fake is told: the task's own context, and the means to answer it later. */
export interface FakeContext extends TaskContext {
  readonly engine: Engine;
  /** Does something after so many seconds of the run's virtual time; for what happens after the fake has answered. */
  readonly after: (seconds: number, work: () => unknown) => void;
  /** Takes so many seconds of virtual time before the fake answers; Infinity for one that never does. One at a time. */
  readonly sleep: (seconds: number) => Promise<void>;
}

/** Stands for an integration: gets the Arguments, answers the result, throws `TaskError` to fail. */
export type Fake = (args: Json, context: FakeContext) => Json | Promise<Json>;

/** A fake for a resource that several states call, each with a fake of its own. */
export function byState(fakes: Readonly<Record<string, Fake>>): Fake {
  return (args, context) => {
    const fake = Object.hasOwn(fakes, context.stateName) ? fakes[context.stateName] : undefined;
    if (fake) return fake(args, context);
    const known = Object.keys(fakes).join(', ');
    throw unanswerable(`byState has no fake for the state ${context.stateName}; it has some for ${known || 'none'}`);
  };
}

/** Another fake at each call; the last one from then on. */
export function inTurn(...fakes: readonly [Fake, ...Fake[]]): Fake {
  let calls = 0;
  return (args, context) => {
    const fake = fakes[Math.min(calls, fakes.length - 1)] ?? fakes[0];
    calls += 1;
    return fake(args, context);
  };
}

/** A fake that fails: `fails(new TaskError('Orders.OutOfStock', 'none left'))`. */
export function fails(error: TaskError): Fake {
  return () => {
    throw error;
  };
}

/** The error of a Lambda function, with the Cause that its runtime gives it. https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html */
export function functionError(name: string, message: string): TaskError {
  return new TaskError(
    name,
    JSON.stringify({ errorType: name, errorMessage: message, trace: [`${name}: ${message}`] }),
  );
}

/** A fake for a task that waits for its token: after so many hours somebody sends it success, with this output. */
export function approves({ afterHours = 0, output = {} }: { afterHours?: number; output?: Json } = {}): Fake {
  return answering(afterHours, (engine, taskToken) =>
    engine.sendTaskSuccess({ taskToken, output: JSON.stringify(output) }),
  );
}

/** A fake for a task that waits for its token: after so many hours somebody sends it this failure. */
export function rejects({ afterHours = 0, error }: { afterHours?: number; error: TaskError }): Fake {
  const { name, cause } = error;
  return answering(afterHours, (engine, taskToken) =>
    engine.sendTaskFailure({ taskToken, error: name, ...(cause !== undefined && { cause }) }),
  );
}

function answering(hours: number, answer: (engine: Engine, taskToken: string) => Promise<void>): Fake {
  return (_, { after, engine, stateName, resource, taskToken }) => {
    if (taskToken === undefined)
      throw unanswerable(`${stateName} does not wait for a token: its Resource is ${resource}`);
    // Whoever answers too late is told so, and nobody else.
    after(hours * 3600, () => answer(engine, taskToken).catch(() => undefined));
    return null;
  };
}

/** Ends the run, whatever the machine catches: the test lacks something, not the machine. */
export function unanswerable(why: string): TaskError {
  return new TaskError('States.Runtime', why);
}
