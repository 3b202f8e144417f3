import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { ensureAssembly } from '../cli/assembly.ts';
import { columns } from '../cli/text.ts';
import { measureBundles } from './bundles.ts';
import { measureEngine } from './engine.ts';
import { measureMakespan } from './makespan.ts';
import { measurePlanRefusal } from './plan-refusal.ts';
import { measureRouting } from './routing.ts';
import { inThousandths } from './statistics.ts';

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
await ensureAssembly(() => console.error('Synthesizing the template …'));

const machine = {
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  memoryGb: Math.round(totalmem() / 1e9),
  node: process.version,
  platform: `${process.platform} ${process.arch}`,
};
// Before anything else has checked a plan: the first refusal of a process is the slowest.
const planRefusal = measurePlanRefusal();
const routing = measureRouting();
const engine = await measureEngine();
const bundles = await measureBundles();
const plans = await measureMakespan((tasks) => console.error(`Running plans of ${tasks} tasks …`));

if (values.json)
  console.log(JSON.stringify({ machine, routing, engine, bundles, planRefusal, ...plans }, inThousandths));
else {
  console.log(`${machine.cpu}, ${machine.cores} cores, Node ${machine.node}\n`);
  const rows = bundles.map((one) => [
    one.name,
    one.minifiedKb.toFixed(0),
    one.dataKb.toFixed(0),
    one.firstInvokeMs.toFixed(0),
    `${(one.firstInvokeMs / one.emptyFirstInvokeMs).toFixed(1)} ×`,
  ]);
  console.log(columns([['function', 'code kB', 'data kB', 'first invocation ms', 'of an empty one'], ...rows]));
  console.log('\nMakespan over the critical path, median (p90)\n');
  const over = ({ median, p90 }: { median: number; p90: number }) => `${median.toFixed(3)} (${p90.toFixed(3)})`;
  const spans = plans.makespan.map((one) => [String(one.tasks), over(one.dependencyDriven), over(one.waves)]);
  console.log(columns([['tasks', 'dependency-driven', 'in waves'], ...spans]));
  const { p50, p99 } = plans.startLagMs;
  const { tasks, ms, firstMs, fromTextMs, faults } = planRefusal;
  console.log(
    `\nA plan of ${tasks} tasks is refused, its ${faults} faults named, in ${ms.toFixed(0)} ms, the first time in ${firstMs.toFixed(0)} ms; in a model’s answer in ${fromTextMs.toFixed(0)} ms.`,
  );
  console.log(`\nA task starts ${p50.toFixed(0)} ms (p99 ${p99.toFixed(0)} ms) after the end of its last dependency.`);
  const { bm25, ...first } = routing;
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
  console.log(
    `\nThe router decides in ${first.p50Ms.toFixed(2)} ms (p99 ${first.p99Ms.toFixed(2)} ms, the nastiest text ${first.worstMs.toFixed(0)} ms) and is right in ${percent(first.accuracy)}, strictly in ${percent(first.strictAccuracy)}; its ${first.modelKb.toFixed(0)} KB load in ${first.loadMs.toFixed(0)} ms. BM25 over the same examples (minisearch): ${bm25.p50Ms.toFixed(2)} ms (p99 ${bm25.p99Ms.toFixed(2)} ms), ${percent(bm25.accuracy)}, strictly ${percent(bm25.strictAccuracy)}, ${bm25.loadMs.toFixed(0)} ms.`,
  );
  const { inMemoryMs, journaledMs, peerMs, executionsPerSecond, rssMbPer10k, restartMs } = engine;
  console.log(
    `\nThe engine runs five states in ${inMemoryMs.toFixed(3)} ms in memory (aws-local-stepfunctions: ${peerMs.toFixed(3)} ms) and in ${journaledMs.toFixed(2)} ms with its journal on disk; ${executionsPerSecond.toFixed(0)} executions a second with 1000 in flight. 10000 finished ones keep ${rssMbPer10k.toFixed(1)} MB; 1000 running ones are taken up again in ${restartMs.toFixed(0)} ms.`,
  );
}
