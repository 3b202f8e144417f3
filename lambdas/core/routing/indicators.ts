import type { Trigger } from './escalation.ts';

/** Each reason for the architect, as one would say it to somebody who knows nothing of routing. */
const spoken: Readonly<Record<Trigger, string>> = {
  financial: 'it is a decision about money',
  'technology choice': 'it is a choice between technologies',
  strategy: 'it needs a strategy before it needs work',
  roadmap: 'it has to be laid out in phases',
  architecture: 'it is an architectural decision',
  'interdependent domains': 'parts of it in different fields depend on each other',
  'high risk': 'a mistake in it would reach many systems at once',
  novel: 'there is no routine for it yet',
  'after an incident': 'the lessons of an incident reach further than one field',
};

/** What is said where no such reason was found, by what the indicator begins with. */
const guesses = [
  ['to be planned', 'it reads like something to be planned before it is done'],
  ['no domain is clear', 'whose field it is cannot be told from its words'],
  ['still unclear', 'it is still unclear after three questions'],
] as const;

const isTrigger = (name: string): name is Trigger => Object.hasOwn(spoken, name);

/** The name of an indicator, without the words of the request that it was read from. */
function indicatorName(indicator: string): string {
  return indicator.replace(/ \('.*$/s, '');
}

/** The kind of reason for the architect that an indicator is, where it is one. */
export function triggerOf(indicator: string): Trigger | undefined {
  const name = indicatorName(indicator);
  return isTrigger(name) ? name : undefined;
}

/** What an indicator says to people and to the architect: neither what it was read from nor how sure the router was. */
export function indicatorWords(indicator: string): string {
  const name = indicatorName(indicator);
  if (isTrigger(name)) return spoken[name];
  return guesses.find(([beginning]) => name.startsWith(beginning))?.[1] ?? name;
}
