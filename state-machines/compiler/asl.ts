/** As much of the Amazon States Language as compiled machines are written in (https://states-language.net). */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

export type State = Readonly<Record<string, Json>>;
/** By name, in the order in which a person reads them. */
export type States = Readonly<Record<string, State>>;

export interface Machine {
  readonly Comment: string;
  readonly QueryLanguage: 'JSONata';
  readonly StartAt: string;
  /** Seconds. */
  readonly TimeoutSeconds: number;
  readonly States: States;
}

/** Marks JSONata in a value of the machine. */
export function expression(jsonata: string): string {
  return `{% ${jsonata} %}`;
}
