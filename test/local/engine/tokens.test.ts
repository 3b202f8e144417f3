import type { Json } from '../../../local/engine/index.ts';
import { answering, outcome } from './fakes.ts';
import { ASK, run, task } from './machines.ts';

it('a task token cannot be guessed from another one', async () => {
  const answers: Promise<string>[] = [];
  const { output } = await run({ Ask: task({ Resource: ASK }) }, (args, context) => {
    const { after, engine, taskToken = '' } = context;
    const [, parts = ''] = /^AQC(.*)$/.exec(taskToken) ?? [];
    const altered = (JSON.parse(Buffer.from(parts, 'base64url').toString()) as Json[]).with(3, 'guess');
    const guessed = `AQC${Buffer.from(JSON.stringify(altered)).toString('base64url')}`;
    after(2, () => answers.push(outcome(engine.sendTaskSuccess({ taskToken: guessed, output: '"guessed"' }))));
    return answering(3, 'known')(args, context);
  });

  expect([output, await Promise.all(answers)]).toEqual(['known', ['TaskTimedOut']]);
});
