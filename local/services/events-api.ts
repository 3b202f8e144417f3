import type { IncomingMessage, RequestListener } from 'node:http';
import type { LocalEventBus } from './event-bus.ts';

/** One entry of PutEvents; `Detail` is JSON text. */
export interface Entry {
  readonly EventBusName?: string;
  readonly Source?: string;
  readonly DetailType?: string;
  readonly Detail?: string;
  readonly Resources?: readonly string[];
}

/** PutEvents takes at most 1 MB. */
const bodyLimit = 1_048_576;

/** PutEvents of EventBridge, as the SDK speaks it, on a local bus. */
export function eventsApi(bus: LocalEventBus): RequestListener {
  return (request, response) => {
    const answer = (status: number, body: unknown) => {
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
    };
    const refuse = (name: string, message: string) => answer(400, { __type: name, message });
    const target = String(request.headers['x-amz-target']);
    if (target !== 'AWSEvents.PutEvents') {
      refuse('UnknownOperationException', `the local event bus does not know ${target}`);
      return;
    }
    readBody(request).then(
      (text) => {
        const { Entries = [] } = JSON.parse(text) as { Entries?: readonly Entry[] };
        answer(200, putEntries(bus, Entries));
      },
      (error: unknown) => refuse('ValidationException', String(error)),
    );
  };
}

/** Puts each entry on its bus; one that cannot be put has an error code in its place. */
export function putEntries(bus: LocalEventBus, entries: readonly Entry[]) {
  const results = entries.map((entry) => put(bus, entry));
  return { FailedEntryCount: results.filter((one) => 'ErrorCode' in one).length, Entries: results };
}

function put(bus: LocalEventBus, entry: Entry): Record<string, string> {
  let detail: Record<string, unknown>;
  try {
    detail = JSON.parse(entry.Detail ?? '{}') as Record<string, unknown>;
  } catch {
    return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
  }
  const id = bus.put(entry.EventBusName ?? 'default', {
    source: entry.Source ?? '',
    detailType: entry.DetailType ?? '',
    detail,
    ...(entry.Resources === undefined ? {} : { resources: entry.Resources }),
  });
  return id === undefined
    ? { ErrorCode: 'ResourceNotFoundException', ErrorMessage: `there is no bus ${entry.EventBusName}` }
    : { EventId: id };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > bodyLimit) throw new Error(`the body has more than ${bodyLimit} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
