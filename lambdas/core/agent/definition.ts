import * as z from 'zod';
import { agentIdSchema } from '../ids.ts';

export const teams = ['infrastructure', 'software', 'delivery', 'business', 'system'] as const;
export type Team = (typeof teams)[number];

const words = z.array(z.string().min(1).max(80)).max(200);
const lines = z.array(z.string().min(1).max(400)).min(1).max(30);

/**
 * One runbook of an agent, for the offline provider. `when` holds words and phrases that make it the right one, with `…` for
 * a gap, `|` between alternatives and `*` for any ending; the entry without `when` is the one for everything else of its
 * intent. The title's deed counts: what creates is never chosen to remove. In the lines, `{os}`, `{target}` … stand for
 * details read from the request. docs/agents.md has all of it.
 */
export const playbookSchema = z.strictObject({
  title: z.string().min(1).max(120),
  /** What it serves: a change to be made, a question (its steps say how to find the answer), or either. */
  intent: z.enum(['action', 'question', 'any']).default('action'),
  when: words.default([]),
  /**
   * What a person must supply before the steps can be taken. `memory: How much memory` is asked for only where the request
   * does not say that detail; a line without a detail's name is always asked for.
   */
  needs: z.array(z.string().min(1).max(200)).max(12).default([]),
  steps: lines,
  verify: lines,
  undo: lines,
});
export type Playbook = z.infer<typeof playbookSchema>;

/**
 * A registered specialist, as `lambdas/agents/definitions/<team>/<id>.yaml` describes it. Adding such a file is all it takes
 * to have one more agent: function, role, routing and documentation follow from it.
 */
export const agentDefinitionSchema = z.strictObject({
  id: agentIdSchema,
  team: z.enum(teams),
  title: z.string().min(1).max(60),
  description: z.string().min(1).max(400),
  capabilities: words.min(1),
  skills: words.default([]),
  routing: z
    .strictObject({
      /** What the agent is called in the router's words: `network`, `compute`. Absent: requests are never routed to it. */
      domain: z.string().min(1).max(40).optional(),
      /** Nouns and verbs of its field; a trailing `*` matches any ending. */
      keywords: words.default([]),
      /** Kinds of request that are always this agent's, as it would say: `create a VM`. */
      routine: words.default([]),
    })
    .default({ keywords: [], routine: [] }),
  model: z.enum(['standard', 'strong', 'none']),
  tools: z.array(z.strictObject({ mcp: z.string().min(1), allow: z.array(z.string().min(1)).min(1) })).default([]),
  limits: z
    .strictObject({
      /** How long the function may run, seconds. */
      timeoutSeconds: z.int().min(1).max(900).default(300),
      maxConcurrent: z.int().min(1).max(1000).default(10),
      memoryMb: z.int().min(128).max(10_240).default(1024),
      tokensPerTask: z.int().min(100).max(1_000_000).default(20_000),
    })
    .prefault({}),
  backup: agentIdSchema.optional(),
  prompt: z.string().min(1).max(8_000),
  /** What the offline provider does for this agent: prepare a runbook, review another's result or combine all results by rule. */
  offline: z.enum(['runbook', 'review', 'combine']).default('runbook'),
  playbook: z.array(playbookSchema).max(30).default([]),
});
export type AgentDefinition = z.infer<typeof agentDefinitionSchema>;

/** The agent that plans what no single expert can answer for. */
export const architectId = 'infrastructure-architect';
