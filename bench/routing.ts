import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseRoutingModel, routingModelFile } from '../lambdas/adapters/routing-model.ts';
import { judge, readLabelled } from '../lambdas/core/routing/evaluation.ts';
import type { Route } from '../lambdas/core/routing/route.ts';
import { createRouter } from '../lambdas/core/routing/router.ts';
import { searchOver } from '../lambdas/router/bm25.ts';
import { definitionsFolder, heldOutFile, readDefinitions } from '../lambdas/router/definitions.ts';
import { readExamples } from '../lambdas/router/examples.ts';
import { trainingFolder } from '../lambdas/router/train.ts';
import { aRoute } from '../test/support/routing.ts';
import { nastyTexts } from '../test/support/nasty-texts.ts';
import { median, percentile } from './statistics.ts';

interface Measured {
  /** One decision, over the requests of the held-out set, milliseconds. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Until the first decision can be made, milliseconds. */
  readonly loadMs: number;
  /** Share of the held-out set that is right leniently, 0 to 1. */
  readonly accuracy: number;
  readonly strictAccuracy: number;
}

export interface RoutingFigures extends Measured {
  /** The model's file, in units of 1,024 bytes. */
  readonly modelKb: number;
  /** The slowest decision about a text that is meant to hurt, milliseconds. */
  readonly worstMs: number;
  /** The same for a full-text index over the same examples: the label of the best five by BM25. */
  readonly bm25: Measured;
}

const modelFile = join(trainingFolder, routingModelFile);
const rounds = 20;
const loads = 7;

/** Measures the first tier beside MiniSearch, both on requests that neither was shown. */
export function measureRouting(): RoutingFigures {
  const model = parseRoutingModel(JSON.parse(readFileSync(modelFile, 'utf8')));
  const router = createRouter({ ...readDefinitions(definitionsFolder), model });
  const route = (text: string): Route => router({ text, round: 0, answers: [] });
  const start = performance.now();
  const { sentences, terms } = readExamples(trainingFolder);
  const labelOf = searchOver([...sentences, ...terms]);
  const bm25LoadMs = performance.now() - start;
  return {
    ...measure(route),
    loadMs: median(Array.from({ length: loads }, loadInFreshProcess)),
    modelKb: statSync(modelFile).size / 1024,
    worstMs: Math.max(...nastyTexts().map(([, text]) => median(timesOf([text], route)))),
    bm25: { ...measure((text) => labelled(labelOf(text))), loadMs: bm25LoadMs },
  };
}

/** A decision of whoever knows only labels. */
const labelled = (label: string): Route =>
  label === 'clarify' ? aRoute({ mode: 'clarify', agents: [] }) : aRoute({ agents: [label] });

function measure(route: (text: string) => Route): Omit<Measured, 'loadMs'> {
  const requests = readFileSync(heldOutFile, 'utf8').trim().split('\n').map(readLabelled);
  const judged = requests.map((request) => judge(request, route(request.text), 0));
  const share = (holds: 'strict' | 'lenient'): number => judged.filter((one) => one[holds]).length / judged.length;
  const times = timesOf(
    requests.map(({ text }) => text),
    route,
  );
  return {
    p50Ms: percentile(times, 0.5),
    p99Ms: percentile(times, 0.99),
    accuracy: share('lenient'),
    strictAccuracy: share('strict'),
  };
}

/** Milliseconds; the first rounds are for the compiler. */
function timesOf(texts: readonly string[], route: (text: string) => unknown): number[] {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const text of texts) {
      const start = performance.now();
      route(text);
      if (round >= rounds / 2) times.push(performance.now() - start);
    }
  }
  return times;
}

function loadInFreshProcess(): number {
  const script = join(import.meta.dirname, 'routing-load.ts');
  return Number(execFileSync(process.execPath, ['--no-warnings', script, modelFile], { encoding: 'utf8' }));
}
