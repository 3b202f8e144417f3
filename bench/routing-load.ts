/** Prints how long it takes from the model's file to a classifier that can be asked, milliseconds: `routing-load.ts <file>`. */
import { readFileSync } from 'node:fs';
import { parseRoutingModel } from '../lambdas/adapters/routing-model.ts';
import { createClassifier } from '../lambdas/core/routing/classifier.ts';

const [file = ''] = process.argv.slice(2);
const start = performance.now();
const { infrastructure, teams } = parseRoutingModel(JSON.parse(readFileSync(file, 'utf8')));
for (const model of [infrastructure, teams]) if (model !== undefined) createClassifier(model);
console.log(performance.now() - start);
