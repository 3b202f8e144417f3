import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ClassifierModel, classifierModelSchema } from '../core/routing/classifier.ts';

/** The file that the build writes beside the router's handler: the trained first tier. */
export const classifierFile = 'model.json';

/**
 * Reads the classifier that was trained when this bundle was built.
 *
 * @param directory where `model.json` lies: `import.meta.dirname` of the handler
 * @throws Error when the file is missing or is no classifier
 */
export function readClassifierFile(directory: string): ClassifierModel {
  return classifierModelSchema.parse(JSON.parse(readFileSync(join(directory, classifierFile), 'utf8')));
}
