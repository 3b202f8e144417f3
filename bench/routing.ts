import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseRoutingModel, routingModelFile } from '../lambdas/adapters/routing-model.ts';
import { judge, type LabelledRequest, readLabelled } from '../lambdas/core/routing/evaluation.ts';
import { createRouter } from '../lambdas/core/routing/router.ts';
import { definitionsFolder, readDefinitions } from '../lambdas/router/definitions.ts';
import { searchOver } from '../lambdas/router/bm25.ts';
import { readExamples } from '../lambdas/router/examples.ts';
import { trainingFolder } from '../lambdas/router/train.ts';
import { median, percentile } from './statistics.ts';

export interface RoutingFigures {
  /** One decision of the first tier, over the requests of the held-out set. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** From the file to a router that can decide, in a process that has done nothing else; median. */
  readonly loadMs: number;
  /** The file, in units of 1,024 bytes. */
  readonly modelKb: number;
  /** Share of the held-out set that is right leniently, 0 to 1. */
  readonly accuracy: number;
  readonly strictAccuracy: number;
  /** The same for a full-text index over the same examples: the label of the best five by BM25. */
  readonly bm25: Omit<RoutingFigures, 'bm25' | 'modelKb'>;
}

const modelFile = join(trainingFolder, routingModelFile);
const heldOutFile = join(trainingFolder, '..', 'evaluation', 'held-out.jsonl');
const rounds = 20;
const loads = 7;

/** Measures the first tier beside MiniSearch, both on the requests that neither was shown. */
export function measureRouting(): RoutingFigures {
  const requests = readFileSync(heldOutFile, 'utf8').trim().split('\n').map(readLabelled);
  const route = createRouter({
    ...readDefinitions(definitionsFolder),
    model: parseRoutingModel(JSON.parse(readFileSync(modelFile, 'utf8'))),
  });
  const started = performance.now();
  const { sentences, terms } = readExamples(trainingFolder);
  const search = searchOver([...sentences, ...terms]);
  const bm25LoadMs = performance.now() - started;
  const judged = requests.map((request) => judge(request, route({ text: request.text, round: 0, answers: [] }), 0));
  const found = requests.map((request) => ({ request, label: search(request.text) }));
  return {
    ...timesOf(requests, (text) => route({ text, round: 0, answers: [] })),
    loadMs: median(Array.from({ length: loads }, loadInFreshProcess)),
    modelKb: statSync(modelFile).size / 1024,
    accuracy: judged.filter(({ lenient }) => lenient).length / judged.length,
    strictAccuracy: judged.filter(({ strict }) => strict).length / judged.length,
    bm25: {
      ...timesOf(requests, search),
      loadMs: bm25LoadMs,
      accuracy:
        found.filter(
          ({ request, label }) =>
            request.steps.length === 0 && (label === request.label || request.accept.includes(label)),
        ).length / found.length,
      strictAccuracy:
        found.filter(({ request, label }) => request.steps.length === 0 && label === request.label).length /
        found.length,
    },
  };
}

/** Milliseconds; the first rounds are for the compiler. */
function timesOf(
  requests: readonly LabelledRequest[],
  decide: (text: string) => unknown,
): { p50Ms: number; p99Ms: number } {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const { text } of requests) {
      const start = performance.now();
      decide(text);
      if (round >= rounds / 2) times.push(performance.now() - start);
    }
  }
  return { p50Ms: percentile(times, 0.5), p99Ms: percentile(times, 0.99) };
}

function loadInFreshProcess(): number {
  const printed = execFileSync(
    process.execPath,
    ['--no-warnings', join(import.meta.dirname, 'routing-load.ts'), modelFile],
    { encoding: 'utf8' },
  );
  return Number(printed);
}
