import { CliError } from '../cli/errors.ts';
import { createProgram } from '../cli/program.ts';
import { BatonError } from '../lambdas/core/errors.ts';

/** What a person can put right is one line; anything else is a defect, with its stack. */
try {
  await createProgram().parseAsync();
} catch (error) {
  if (!(error instanceof CliError || error instanceof BatonError)) throw error;
  console.error(`baton: ${error.message}`);
  process.exitCode = 1;
}
