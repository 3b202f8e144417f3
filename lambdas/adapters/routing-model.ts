import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import * as z from 'zod';
import { signalNames } from '../core/routing/confidence.ts';
import type { ClassifierModel } from '../core/routing/classifier.ts';
import type { RoutingModel } from '../core/routing/router.ts';
import { sideSignals } from '../core/routing/side.ts';
import { splitSignals } from '../core/routing/split.ts';

/** The file that the build writes beside the router's handler: what was learned from the examples. */
export const routingModelFile = 'model.json';

/** `weights` is base64 of deflated signed bytes, bucket after bucket, one byte per label in each. */
const classifierSchema = z.object({
  labels: z.array(z.string()).min(2).max(200),
  bits: z.int().min(8).max(18),
  scale: z.number().positive(),
  bias: z.array(z.number()),
  weights: z.string(),
});
type ClassifierDocument = z.infer<typeof classifierSchema>;

const documentSchema = z.object({
  version: z.literal(2),
  /** SHA-256 of what it was trained on. */
  trainedOn: z.string(),
  infrastructure: classifierSchema,
  teams: classifierSchema.optional(),
  confidence: z.record(z.enum(signalNames), z.number()),
  side: z.record(z.enum(sideSignals), z.number()),
  split: z.record(z.enum(splitSignals), z.number()),
});
export type RoutingModelDocument = z.infer<typeof documentSchema>;

/**
 * The model that a document holds.
 * @throws Error when it holds none, or not a whole one
 */
export function parseRoutingModel(document: unknown): RoutingModel {
  const { infrastructure, teams, confidence, side, split } = documentSchema.parse(document);
  return {
    infrastructure: unpacked(infrastructure),
    teams: teams === undefined ? undefined : unpacked(teams),
    confidence,
    side,
    split,
  };
}

function unpacked({ labels, bits, scale, bias, weights }: ClassifierDocument): ClassifierModel {
  const size = labels.length << bits;
  const bytes = inflateRawSync(Buffer.from(weights, 'base64'), { maxOutputLength: size });
  if (bytes.length !== size || bias.length !== labels.length) {
    throw new Error(`the model has ${bytes.length} weights; ${size} for ${labels.length} labels are expected`);
  }
  return { labels, bits, scale, bias, weights: new Int8Array(bytes.buffer, bytes.byteOffset, size) };
}

/** What {@link parseRoutingModel} reads. */
export function documentOf(model: RoutingModel, trainedOn: string): RoutingModelDocument {
  const { infrastructure, teams, confidence, side, split } = model;
  return {
    version: 2,
    trainedOn,
    confidence: { ...confidence },
    side: { ...side },
    split: { ...split },
    infrastructure: packed(infrastructure),
    ...(teams === undefined ? {} : { teams: packed(teams) }),
  };
}

const packed = ({ labels, bits, scale, bias, weights }: ClassifierModel): ClassifierDocument => ({
  labels: [...labels],
  bits,
  scale,
  bias: [...bias],
  weights: deflateRawSync(weights, { level: 9 }).toString('base64'),
});

/**
 * Reads the model that was trained when this bundle was built.
 *
 * @param directory where `model.json` lies: `import.meta.dirname` of the handler
 * @throws Error when the file is missing or holds no model
 */
export function readRoutingModel(directory: string): RoutingModel {
  return parseRoutingModel(JSON.parse(readFileSync(join(directory, routingModelFile), 'utf8')));
}
