import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { messageOf } from '../core/errors.ts';
import type { RequestEvents } from '../core/request/ports.ts';
import type { RequestRecord } from '../core/request/request.ts';

/** The `source` of what Baton puts on its bus. */
export const eventSource = 'baton';

/** Tells the bus what became of requests: ids and statuses, never what was said. A bus that fails is logged, no more. */
export class EventBridgeEvents implements RequestEvents {
  readonly #client: EventBridgeClient;
  readonly #bus: string;
  readonly #warn: (message: string, about: Record<string, unknown>) => void;

  constructor(client: EventBridgeClient, bus: string, warn: (message: string, about: Record<string, unknown>) => void) {
    this.#client = client;
    this.#bus = bus;
    this.#warn = warn;
  }

  async publish(type: string, request: RequestRecord): Promise<void> {
    const { tenantId, requestId, sessionId, status, route } = request;
    try {
      const answer = await this.#client.send(
        new PutEventsCommand({
          Entries: [
            {
              EventBusName: this.#bus,
              Source: eventSource,
              DetailType: type,
              Detail: JSON.stringify({
                tenantId,
                requestId,
                sessionId,
                status,
                mode: route?.mode,
                agents: route?.agents,
              }),
            },
          ],
        }),
      );
      if ((answer.FailedEntryCount ?? 0) > 0) {
        this.#warn('an event was refused', { type, requestId, error: answer.Entries?.[0]?.ErrorMessage });
      }
    } catch (error) {
      this.#warn('an event could not be published', { type, requestId, error: messageOf(error) });
    }
  }
}
