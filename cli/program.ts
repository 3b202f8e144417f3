import { Command } from 'commander';
import packageJson from '../package.json' with { type: 'json' };
import { addAgentsCommand } from './agents.ts';
import { addAslCommand } from './asl.ts';
import { addCheckCommands } from './check.ts';
import { addCompileCommand } from './compile.ts';
import { addDemoCommand } from './demo.ts';
import { addDevCommand } from './dev.ts';
import { addFeedbackCommand } from './feedback.ts';
import { addMetricsCommand } from './metrics.ts';
import { addRouteCommand } from './route.ts';
import { addRunCommand } from './run.ts';
import { addShowCommand } from './show.ts';
import { addStopCommands } from './stop.ts';
import { addStatusCommand } from './status.ts';
import { addTokenCommand } from './token.ts';
import { addWatchCommand } from './watch.ts';

/** The command line: `npm run baton -- <command>`. */
export function createProgram(): Command {
  const program = new Command('baton')
    .version(packageJson.version)
    .description('Serverless orchestration of agents on AWS Step Functions')
    // What stands behind the name of a command is for that command.
    .enablePositionalOptions()
    .showHelpAfterError('(add --help for the commands and their options)');
  addDemoCommand(program);
  addDevCommand(program);
  addRunCommand(program);
  addWatchCommand(program);
  addStopCommands(program);
  addStatusCommand(program);
  addCheckCommands(program);
  addShowCommand(program);
  addFeedbackCommand(program);
  addMetricsCommand(program);
  addRouteCommand(program);
  addAgentsCommand(program);
  addTokenCommand(program);
  addAslCommand(program);
  addCompileCommand(program);
  return program;
}
