import type { InputField } from './workflow.ts';

/** Where the fields of a request's input are, seen from any state. */
const input = '$states.context.Execution.Input.input';

const reference = /\$\{input\.([A-Za-z0-9]+)\}/g;
/** The most characters that a number is written with. */
const numberLength = 24;

/** Ends of lines that JSON leaves as they are; between the marks of an expression there may be none. */
const lineEnds = /[\u0085\u2028\u2029]/g;

/** The fields of the input that a text refers to as `${input.x}`, each once. */
export function fieldsIn(text: string): string[] {
  return [...new Set([...text.matchAll(reference)].map(([, name = '']) => name))];
}

/** What a text holds that looks like a reference and is none: `${feature}`, `${input.}`. */
export function strayReferencesIn(text: string): string[] {
  return text.replaceAll(reference, '').match(/\$\{[^}]*\}?/g) ?? [];
}

/** How long a text can get, characters, when every field it refers to is as long as it may be. */
export function longest(text: string, fields: Readonly<Record<string, InputField>>): number {
  const room = [...text.matchAll(reference)].reduce((sum, [, name = '']) => sum + fieldLength(fields[name]), 0);
  return text.replaceAll(reference, '').length + room;
}

function fieldLength(field: InputField | undefined): number {
  return field?.type === 'string' ? field.maxLength : numberLength;
}

/** A text as a value of the machine: itself, or an expression that puts the input's fields in. */
export function withInput(text: string): string {
  // A split by a pattern with a group has the groups at the odd places.
  const parts = text.split(reference).map((part, at) => (at % 2 === 0 ? part : { field: part }));
  if (parts.length === 1 && !text.startsWith('{%')) return text;
  const terms = parts
    .filter((part) => part !== '')
    .map((part) => (typeof part === 'string' ? quoted(part) : value(part)));
  return `{% ${terms.length === 1 && parts.length > 1 ? `$string(${terms[0]})` : terms.join(' & ')} %}`;
}

function value({ field }: { field: string }): string {
  return `${input}.${field}`;
}

/** A string of JSONata: JSON's escapes, in single quotes where none stands in the text, to be readable inside JSON. */
export function quoted(text: string): string {
  const json = JSON.stringify(text).replaceAll(
    lineEnds,
    (end) => `\\u${end.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return text.includes("'") ? json : `'${json.slice(1, -1).replaceAll('\\"', '"')}'`;
}
