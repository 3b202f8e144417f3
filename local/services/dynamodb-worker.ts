import type { AddressInfo } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import dynalite from 'dynalite';

/** DynamoDB in a thread of its own: what it computes does not hold up the engine. Says on which port it listens. */
const { path } = workerData as { path: string | undefined };
const server = dynalite({
  ...(path === undefined ? {} : { path }),
  createTableMs: 0,
  deleteTableMs: 0,
  updateTableMs: 0,
});
server.listen(0, '127.0.0.1', () => {
  parentPort?.postMessage({ port: (server.address() as AddressInfo).port });
});
parentPort?.on('message', () => server.close(() => parentPort?.postMessage({ closed: true })));
