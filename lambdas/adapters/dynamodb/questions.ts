import type { Clock } from '../../core/clock.ts';
import type { PendingQuestion, QuestionStore } from '../../core/request/ports.ts';
import { expiresAt, metaSk, pendingPk, retention } from './keys.ts';
import type { Item, Table } from './table.ts';

/** Questions with the tokens of the executions that wait on them. */
export class DynamoQuestions implements QuestionStore {
  readonly #table: Table;
  readonly #clock: Clock;

  constructor(table: Table, clock: Clock) {
    this.#table = table;
    this.#clock = clock;
  }

  async read(tenantId: string, questionId: string): Promise<PendingQuestion | undefined> {
    const item = await this.#table.get(keyOf(tenantId, questionId));
    return item === undefined ? undefined : toQuestion(item);
  }

  async ask(tenantId: string, question: PendingQuestion): Promise<PendingQuestion> {
    const item = await this.#table.update(keyOf(tenantId, question.questionId), {
      expression:
        'SET questionId = :id, requestId = :request, #text = :text, askedAt = :asked, answerBy = :by, #token = :token, expiresAt = :expires',
      // An attempt that is overtaken by its retry must not put its token, which nobody waits on any more, over the retry's.
      condition: 'attribute_not_exists(askedAt) OR askedAt <= :asked',
      names: { '#text': 'text', '#token': 'token' },
      values: {
        ':id': question.questionId,
        ':request': question.requestId,
        ':text': question.text,
        ':asked': question.askedAt,
        ':by': question.expiresAt,
        ':token': question.token,
        ':expires': expiresAt(this.#clock(), retention.question),
      },
    });
    return item === undefined ? ((await this.read(tenantId, question.questionId)) ?? question) : toQuestion(item);
  }

  async answer(
    tenantId: string,
    questionId: string,
    answer: string,
    userId: string,
  ): Promise<PendingQuestion | undefined> {
    const item = await this.#table.update(keyOf(tenantId, questionId), {
      expression: 'SET answer = if_not_exists(answer, :answer), answeredBy = if_not_exists(answeredBy, :user)',
      condition: 'attribute_exists(pk)',
      values: { ':answer': answer, ':user': userId },
    });
    return item === undefined ? undefined : toQuestion(item);
  }
}

function keyOf(tenantId: string, questionId: string) {
  return { pk: pendingPk(tenantId, questionId), sk: metaSk };
}

/** In the table, `expiresAt` is the time to live; when an answer has to be there is `answerBy`. */
function toQuestion(item: Item): PendingQuestion {
  const { pk: _pk, sk: _sk, answerBy, expiresAt: _ttl, ...rest } = item;
  return { ...rest, expiresAt: answerBy } as unknown as PendingQuestion;
}
