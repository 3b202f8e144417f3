import type { Command } from 'commander';
import { connect, type ConnectionOptions, withConnection } from './options.ts';
import { describeRequest } from './show-request.ts';
import { columns, shortened } from './text.ts';

export function addStatusCommand(program: Command): void {
  const status = program
    .command('status')
    .description('show a request with its tasks, or list the last ones')
    .argument('[id]', 'a request')
    .option('--json', 'print one JSON document');
  withConnection(status).action(async (id: string | undefined, options: ConnectionOptions & { json?: true }) => {
    const client = await connect(options);
    if (id === undefined) {
      const requests = await client.list();
      if (options.json) console.log(JSON.stringify({ requests }));
      else if (requests.length === 0) console.log('No requests yet: npm run --silent baton -- run "…"');
      else console.log(columns(requests.map((one) => [one.requestId, one.status, shortened(one.text, 80)])));
      return;
    }
    const [request, tasks] = [await client.read(id), await client.tasks(id)];
    if (options.json) {
      console.log(JSON.stringify({ ...request, tasks }));
      return;
    }
    console.log(describeRequest(request));
    if (tasks.length === 0) return;
    const rows = tasks.map((task) => [
      task.taskId,
      task.agentId,
      task.status,
      `attempt ${task.attempt}`,
      shortened(task.result?.outcome ?? task.error?.message ?? '', 100),
    ]);
    console.log(`\nTasks\n${columns(rows)}`);
  });
}
