/** As much of a step as can be read, whatever else is wrong with it. */
export interface StepOutline {
  /** `Core implementation / build-api`, or by number where it has no id: `Core implementation / step 2`. */
  readonly place: string;
  readonly id: string | undefined;
  readonly title: string | undefined;
  readonly agent: string | undefined;
  readonly dependsOn: readonly string[];
  readonly timeBox: number | undefined;
  readonly instruction: string | undefined;
  readonly expects: string | undefined;
  /** The instruction, where it is one. */
  readonly compensate: string | undefined;
  readonly compensated: boolean;
  readonly irreversible: boolean;
}

export interface PhaseOutline {
  /** Its name, or by number where it has none: `phase 2`. */
  readonly place: string;
  readonly name: string | undefined;
  readonly mode: string | undefined;
  readonly timeBox: number | undefined;
  readonly steps: readonly StepOutline[];
}

export interface WorkflowOutline {
  readonly timeBox: number | undefined;
  /** By field, as described. */
  readonly input: Readonly<Record<string, unknown>>;
  readonly phases: readonly PhaseOutline[];
}

/**
 * What can be read of a workflow file, however faulty: the rules about how its parts fit together are checked on this, so
 * that a misspelled field does not hide an agent that does not exist.
 */
export function outlineOf(document: unknown): WorkflowOutline {
  const { timeBox, input, phases } = record(document);
  return { timeBox: number(timeBox), input: record(input), phases: list(phases).map(phaseOutline) };
}

function phaseOutline(document: unknown, at: number): PhaseOutline {
  const { name, mode, timeBox, steps } = record(document);
  const place = string(name) ?? `phase ${at + 1}`;
  return {
    place,
    name: string(name),
    mode: string(mode),
    timeBox: number(timeBox),
    steps: list(steps).map((step, index) => stepOutline(step, place, index)),
  };
}

function stepOutline(document: unknown, phase: string, at: number): StepOutline {
  const { id, title, agent, dependsOn, timeBox, instruction, expects, compensate, irreversible } = record(document);
  return {
    place: `${phase} / ${string(id) ?? `step ${at + 1}`}`,
    id: string(id),
    title: string(title),
    agent: string(agent),
    dependsOn: list(dependsOn).filter((one) => typeof one === 'string'),
    timeBox: number(timeBox),
    instruction: string(instruction),
    expects: string(expects),
    compensate: string(compensate),
    compensated: compensate !== undefined,
    irreversible: irreversible !== undefined,
  };
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function string(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function number(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
