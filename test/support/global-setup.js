import { ensureAssembly } from '../../cli/assembly.ts';

/** Every suite that runs the template runs the same one, made once. */
export default async function setUp() {
  await ensureAssembly(() => process.stderr.write('Synthesizing the template …\n'));
}
