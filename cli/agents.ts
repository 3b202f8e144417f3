import type { Command } from 'commander';
import { CliError } from './errors.ts';
import { readDeployed } from './registry.ts';
import { columns } from './text.ts';

export function addAgentsCommand(program: Command): void {
  program
    .command('agents')
    .description('list the registered agents, or show one')
    .argument('[id]', 'an agent')
    .option('--json', 'print one JSON document')
    .action(async (id: string | undefined, { json }: { json?: true }) => {
      const { registry } = await readDeployed();
      if (id === undefined) {
        const agents = registry.list();
        if (json) console.log(JSON.stringify({ agents }));
        else console.log(columns(agents.map((agent) => [agent.id, agent.team, agent.description])));
        return;
      }
      const agent = registry.byId(id);
      if (agent === undefined) {
        const known = registry.list().map((one) => one.id);
        throw new CliError(`there is no agent "${id}"; there are: ${known.join(', ')}`);
      }
      if (json) console.log(JSON.stringify(agent));
      else {
        const { title, team, description, capabilities, backup, limits, playbook } = agent;
        console.log(
          columns([
            ['agent', `${title} (${agent.id}), team ${team}`],
            ['does', description],
            ['knows', capabilities.join(', ')],
            ['backup', backup ?? 'nobody'],
            [
              'limits',
              `${limits.timeoutSeconds} s, ${limits.maxConcurrent} at once, ${limits.tokensPerTask} tokens a task`,
            ],
            ['runbooks', playbook.map((one) => one.title).join('; ') || 'none'],
          ]),
        );
      }
    });
}
