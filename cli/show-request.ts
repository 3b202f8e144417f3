import type { RequestView } from './api-client.ts';
import { columns, printable } from './text.ts';

/** A request for a person: what was asked, how it stands, what came of it. */
export function describeRequest(request: RequestView): string {
  const { route, question, error, reply } = request;
  const facts = [
    ['request', request.requestId],
    ['text', request.text.replaceAll('\n', ' ')],
    ['status', request.status],
    ...(route === undefined
      ? []
      : [['goes to', route.mode === 'clarify' ? 'the user' : (route.workflow ?? route.agents.join(' → '))]]),
    ...(route === undefined ? [] : route.reasons.map((reason, at) => [at === 0 ? 'because' : '', reason])),
    ...(error === undefined ? [] : [['error', `${error.name}: ${error.message}`]]),
    ['session', request.sessionId],
  ];
  const said = question === undefined ? reply : `${question.text}\n\nAnswer until ${question.expiresAt}.`;
  return said === undefined ? columns(facts) : `${columns(facts)}\n\n${printable(said)}`;
}
