import jsonata from 'jsonata-aws';

interface Environment {
  lookup(name: string): { readonly signature?: { readonly definition: string } } | undefined;
}

/** What Step Functions adds to JSONata, with how many arguments each takes at most. https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html#jsonata-functions-provided-by-sfn */
const added: Readonly<Record<string, number>> = { partition: 2, range: 3, hash: 2, random: 1, uuid: 0, parse: 1 };

/** jsonata says what its functions are called to one that is called from an expression, and to nobody else. */
const builtIn = await new Promise<Environment>((resolve, reject) => {
  const expression = jsonata('$tell()');
  expression.registerFunction('tell', function (this: { environment: Environment }) {
    resolve(this.environment);
  });
  expression.evaluate(undefined).catch(reject);
});

/**
 * How many arguments a function of Step Functions' JSONata takes at most; undefined when there is no such function.
 * `$eval` is one here: the engine's loader says that it is not supported.
 */
export function mostArguments(name: string): number | undefined {
  if (Object.hasOwn(added, name)) return added[name];
  if (name === 'tell') return undefined;
  const found = builtIn.lookup(name);
  if (found === undefined) return undefined;
  return found.signature === undefined ? Infinity : parametersOf(found.signature.definition);
}

/** The length of a signature's parameters: `<s-nn?:s>` has three. https://docs.jsonata.org/embedding-extending#function-signature-syntax */
function parametersOf(signature: string): number {
  const parameters = signature.slice(1, signature.lastIndexOf('>')).split(':')[0] ?? '';
  if (parameters.includes('+')) return Infinity;
  const flat = parameters.replaceAll(/\([^()]*\)/g, 'x').replaceAll(/<[^<>]*>/g, '');
  return flat.replaceAll(/[?-]/g, '').length;
}
