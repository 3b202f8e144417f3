import { misfit, type NumberField } from '../definition/numbers.ts';
import { EvaluationError, type Bindings, type Expressions } from '../expressions/expressions.ts';
import { evaluateTemplate, unexpectedType, type Template } from '../expressions/template.ts';

/**
 * The number that a field gives; undefined where the state has no such field.
 * @throws EvaluationError when it is no number, or one that the field does not take
 */
export async function evaluateNumber(
  template: Template | undefined,
  field: NumberField,
  expressions: Expressions,
  bindings: Bindings,
): Promise<number | undefined> {
  if (!template) return undefined;
  const value = await evaluateTemplate(template, expressions, bindings);
  if (typeof value !== 'number') throw unexpectedType(template, field, 'number', value);
  const wrong = misfit(field, value);
  if (wrong) throw new EvaluationError(`The field '${field}' ${wrong} but was: ${value}`, field);
  return value;
}
