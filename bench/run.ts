import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { ensureAssembly } from '../cli/assembly.ts';
import { columns } from '../cli/text.ts';
import { measureBundles } from './bundles.ts';
import { inHundredths } from './statistics.ts';

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
await ensureAssembly(() => console.error('Synthesizing the template …'));

const machine = {
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  memoryGb: Math.round(totalmem() / 1e9),
  node: process.version,
  platform: `${process.platform} ${process.arch}`,
};
const bundles = await measureBundles();

if (values.json) console.log(JSON.stringify({ machine, bundles }, inHundredths));
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
}
