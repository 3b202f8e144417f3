// Runs in a process of its own: `first-invocation.mjs <index.mjs> <event as JSON>`. Plain JavaScript, so that nothing but the
// bundle is loaded. Prints {"processMs", "importAndInvokeMs"}: from the start of the process, and from before the import.
import { pathToFileURL } from 'node:url';

const [, , file = '', event = '{}'] = process.argv;
const before = performance.now();
const { handler } = await import(pathToFileURL(file).href);
await handler(JSON.parse(event), {});
const after = performance.now();
process.send?.({ processMs: after, importAndInvokeMs: after - before });
process.disconnect?.();
