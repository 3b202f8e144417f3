import { architectId } from '../agent/definition.ts';
import type { Registry } from '../agent/registry.ts';
import { BatonError, faultWords, type FieldFault } from '../errors.ts';
import type { Workflows } from '../planning/workflow.ts';
import { type Route, routeLabel } from '../routing/route.ts';
import { closestNames } from '../text/closest.ts';
import type { FeedbackBody } from './feedback.ts';

/** Whom feedback may name. */
export interface Nameable {
  readonly registry: Pick<Registry, 'list'>;
  readonly workflows: Pick<Workflows, 'list'>;
}

/** How many names are offered in place of one that there is not. */
const offered = 3;

/**
 * Holds feedback against the decision it is about: whom it names must exist, it cannot ask for what was done anyway, and what
 * there is a kind for is said in that kind, since each is counted apart.
 *
 * @throws InvalidRequest naming the field
 */
export function requireFitting(ports: Nameable, route: Route, body: FeedbackBody): void {
  const fault = faultOf(ports, route, body);
  if (fault !== undefined) throw new BatonError('InvalidRequest', faultWords([fault]), { faults: [fault] });
}

function faultOf(ports: Nameable, route: Route, body: FeedbackBody): FieldFault | undefined {
  if (body.kind === 'rating' || body.kind === 'rework') return undefined;
  const kind = (message: string): FieldFault => ({ field: 'kind', message });
  if (route.decidedBy === 'request') {
    return kind(
      'the request named its workflow: nobody decided where it goes; "rework" and "rating" can be said of it',
    );
  }
  const agents = ports.registry.list().flatMap(({ id, team }) => (team === 'system' ? [] : [id]));
  switch (body.kind) {
    case 'should-have-been-escalated':
      return route.mode === 'escalate' ? kind('the request was escalated') : undefined;
    case 'could-have-been-handled':
      if (route.mode !== 'escalate') return kind(`the request was not escalated: its route is ${route.mode}`);
      return body.by === undefined ? undefined : unknown('by', body.by, agents);
    case 'misrouted': {
      if (body.to === routeLabel(route)) return { field: 'to', message: `the request did go to ${body.to}` };
      if (body.to === architectId) return kind(`${body.to} takes what is escalated: say "should-have-been-escalated"`);
      if (route.mode === 'escalate' && agents.includes(body.to)) {
        return kind(`the request was escalated: say "could-have-been-handled" with "by": ${JSON.stringify(body.to)}`);
      }
      return unknown('to', body.to, [...agents, ...ports.workflows.list().map((one) => one.name), 'clarify']);
    }
  }
}

function unknown(field: string, name: string, names: readonly string[]): FieldFault | undefined {
  if (names.includes(name)) return undefined;
  const closest = closestNames(name, names, offered).join(', ');
  return { field, message: `there is no ${JSON.stringify(name)}; the closest names are ${closest}` };
}
