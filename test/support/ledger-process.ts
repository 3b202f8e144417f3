import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Effect } from '../../lambdas/core/task/effects.ts';

/** Keeps what it is told, in the order in which it came, and reads it out: a ledger of effects in a process of its own. */
const told: Effect[] = [];

const server = createServer((request, response) => {
  void (async () => {
    if (request.method === 'GET') return response.end(JSON.stringify(told));
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const effect = JSON.parse(Buffer.concat(chunks).toString()) as Effect;
    if (request.headers['idempotency-key'] !== effect.key) return response.writeHead(400).end();
    told.push(effect);
    process.send?.('told');
    return response.writeHead(204).end();
  })();
});

server.listen(0, '127.0.0.1', () => {
  process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
});
// Whoever started it is gone, whatever ended them.
process.on('disconnect', () => process.exit());
