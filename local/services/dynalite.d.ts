declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** Makes a DynamoDB server; without `path` it keeps everything in memory. */
  export default function dynalite(options: {
    path?: string;
    createTableMs?: number;
    deleteTableMs?: number;
    updateTableMs?: number;
  }): Server;
}
