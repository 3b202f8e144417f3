/**
 * A Baton to be killed: runs the template on a data folder, and tells whoever started it where it answers, each event that its
 * journal has, and, when asked, that nothing runs any more. Arguments: the data folder, the address of the ledger of effects.
 */
import { assemblyFolder } from '../../../cli/assembly.ts';
import { startRuntime } from '../../../local/runtime.ts';
import type { Told } from './life.ts';
import { meaningOf } from './meaning.ts';

const [, , data = '', ledger = ''] = process.argv;
const tell = (told: Told) => process.send?.(told);
// Whoever started it is gone, or needs it no more.
process.on('disconnect', () => process.exit());

const { url, engine } = await startRuntime({
  assembly: assemblyFolder,
  data,
  environment: { MODEL_PROVIDER: 'offline', EFFECTS_URL: ledger },
  onEvent: (notice) => tell({ event: meaningOf(notice) }),
});
process.on('message', () => void allOver().then(() => tell({ idle: true })));
tell({ url });

async function allOver(): Promise<void> {
  for (let running = runningNow(); running.length > 0; running = runningNow()) {
    await Promise.all(running.map(({ executionArn }) => engine.waitForExecution(executionArn)));
  }
}

function runningNow() {
  return engine
    .listStateMachines()
    .flatMap(
      ({ arn }) => engine.listExecutions({ stateMachineArn: arn, statusFilter: 'RUNNING', maxResults: 1000 }).items,
    );
}
