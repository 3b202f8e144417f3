import * as z from 'zod';
import { BatonError } from '../errors.ts';
import { isOwnDecision } from './confidence.ts';
import { type Route, routeLabel } from './route.ts';

const lineSchema = z.object({ id: z.string(), text: z.string() });

/** One decision as `baton route --batch` prints it; `steps` are the agents in order where there are several, else empty. */
export interface BatchDecision {
  readonly id: string;
  readonly mode: string;
  readonly label: string;
  readonly steps: readonly string[];
  readonly intent: string;
  readonly complexity: string;
  readonly confidence: number;
  readonly decidedBy: string;
  readonly reasons: readonly string[];
  /** Whether the first tier decided it by itself. */
  readonly sure: boolean;
}

/**
 * Routes one line `{"id", "text"}` as if nobody had been asked anything yet.
 * @throws InvalidRequest naming what the line should be
 */
export async function routeLine(
  decide: (text: string) => Promise<Route> | Route,
  line: string,
): Promise<BatchDecision> {
  const { id, text } = readLine(line);
  const decision = await decide(text);
  return {
    id,
    mode: decision.mode,
    label: routeLabel(decision),
    steps: decision.mode === 'sequential' ? decision.steps.map((step) => step.agentId) : [],
    intent: decision.intent,
    complexity: decision.complexity,
    confidence: decision.confidence,
    decidedBy: decision.decidedBy,
    reasons: decision.reasons,
    sure: isOwnDecision(decision),
  };
}

function readLine(line: string): z.infer<typeof lineSchema> {
  try {
    return lineSchema.parse(JSON.parse(line));
  } catch (cause) {
    const seen = line.length > 80 ? `${line.slice(0, 80)}…` : line;
    throw new BatonError(
      'InvalidRequest',
      `${JSON.stringify(seen)} is no line {"id": "…", "text": "…"}: write both as strings`,
      {
        cause,
      },
    );
  }
}
