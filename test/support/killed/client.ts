import type { Answer } from '../running.ts';
import type { Life } from './life.ts';
import { bodies, clarification, type Kind } from './requests.ts';

/** A request as its client knows it. */
export interface Sent {
  readonly kind: Kind;
  /** Names it before it has an id, so that it can be sent again. */
  readonly key: string;
  /** In which life its question is answered at the earliest, a life or two after it was sent. */
  readonly answerFrom: number;
  /** Once it is acknowledged. */
  id?: string;
  answered?: true;
}

/** A client that sends one request after the other, answers what it is asked, and does again what a kill left open. */
export class Client {
  readonly sent: Sent[] = [];
  /** How many calls a kill left without an answer. */
  readonly unanswered = { requests: 0, answers: 0 };
  readonly #toSend: Kind[];
  readonly #refusal = Promise.withResolvers<never>();
  #number = -1;
  #calls: Promise<void>[] = [];
  readonly #answering = new Set<Sent>();

  /** @param kinds of the requests to be sent, in that order */
  constructor(kinds: readonly Kind[]) {
    this.#toSend = [...kinds];
    this.refused.catch(() => undefined);
  }

  /** Rejects when a call fails that nobody killed. */
  get refused(): Promise<never> {
    return this.#refusal.promise;
  }

  /**
   * Has another life to talk to: sends again what was not acknowledged, and answers what is due.
   *
   * @returns how many requests it answers
   */
  meet(life: Life): number {
    this.#number += 1;
    this.#calls = [];
    this.#answering.clear();
    for (const request of this.sent) {
      if (request.id === undefined) this.#do(this.#post(life, request));
    }
    this.#answerDue(life);
    return this.#answering.size;
  }

  /** Sends so many more, as long as there are any. */
  send(life: Life, count: number): void {
    for (const kind of this.#toSend.splice(0, count)) {
      const at = this.sent.length;
      const request: Sent = { kind, key: `request-${at}`, answerFrom: this.#number + 1 + (at % 2) };
      this.sent.push(request);
      this.#do(this.#post(life, request));
    }
    if (this.#toSend.length === 0) this.#answerDue(life);
  }

  /** Resolves when every call of this life was answered, or never will be. */
  async settled(): Promise<void> {
    for (let seen = 0; seen < this.#calls.length;) {
      seen = this.#calls.length;
      await Promise.all(this.#calls);
    }
  }

  /** When nothing is left to be sent, no question has to wait. */
  #answerDue(life: Life): void {
    const due = this.sent.filter(
      (one) => one.kind === 'clarification' && (this.#toSend.length === 0 || one.answerFrom <= this.#number),
    );
    for (const request of due) {
      if (request.id === undefined || request.answered || this.#answering.has(request)) continue;
      this.#answering.add(request);
      this.#do(this.#answer(life, request));
    }
  }

  #do(call: Promise<void>): void {
    this.#calls.push(call);
    call.catch((error: unknown) => this.#refusal.reject(error));
  }

  async #post(life: Life, request: Sent): Promise<void> {
    const answer = await life.call('POST', '/v1/requests', bodies[request.kind], request.key);
    if (answer === undefined) {
      this.unanswered.requests += 1;
      return;
    }
    requireAccepted(answer);
    request.id = answer.body.requestId;
    this.#answerDue(life);
  }

  async #answer(life: Life, request: Sent): Promise<void> {
    const path = `/v1/requests/${request.id}`;
    let asked = await life.call('GET', `${path}?wait=20`);
    // Until it asks; or is further on, when it got an answer before and nobody heard that it did.
    while (asked?.body.status === 'received' || asked?.body.status === 'running') {
      asked = await life.call('GET', `${path}?wait=20`);
    }
    if (asked === undefined) return;
    const answer = await life.call('POST', `${path}/messages`, clarification);
    if (answer === undefined) {
      this.unanswered.answers += 1;
      return;
    }
    requireAccepted(answer);
    request.answered = true;
  }
}

function requireAccepted({ status, body }: Answer): void {
  if (status !== 202) throw new Error(`the API answered ${status}: ${JSON.stringify(body)}`);
}
