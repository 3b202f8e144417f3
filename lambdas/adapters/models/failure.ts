import { BatonError, messageOf } from '../../core/errors.ts';

export interface CalledModel {
  /** As it may be shown. */
  readonly endpoint: string;
  readonly model: string;
}

/** What the AI SDK's APICallError tells about an answer over HTTP; read by shape, for there may be several copies of it. */
interface CallFailure {
  readonly statusCode: number | undefined;
  readonly message: string;
  readonly responseBody: string;
}

export function readFailure(error: unknown): CallFailure | undefined {
  if (typeof error !== 'object' || error === null || !('name' in error) || error.name !== 'AI_APICallError')
    return undefined;
  const { statusCode, responseBody } = error as { statusCode?: unknown; responseBody?: unknown };
  return {
    statusCode: typeof statusCode === 'number' ? statusCode : undefined,
    message: messageOf(error),
    responseBody: typeof responseBody === 'string' ? responseBody : '',
  };
}

/** What an endpoint understands; learned from its refusals and kept between calls, for it is about no request. */
export interface EndpointTraits {
  /** It can be told the form of the answer. */
  takesSchema: boolean;
  /** It wants the token limit as `max_completion_tokens`, as OpenAI's reasoning models do. */
  completionTokens: boolean;
}

/** Learns from a refusal. True when the same question should be asked once more, in another way. */
export function learnFrom(error: unknown, traits: EndpointTraits): boolean {
  const failure = readFailure(error);
  if (failure === undefined || (failure.statusCode !== 400 && failure.statusCode !== 422)) return false;
  const words = failure.message + failure.responseBody;
  if (!traits.completionTokens && words.includes('max_completion_tokens')) {
    traits.completionTokens = true;
    return true;
  }
  if (traits.takesSchema && /response_format|json_schema|json_object|structured|schema|grammar|tool/i.test(words)) {
    traits.takesSchema = false;
    return true;
  }
  return false;
}

/**
 * Turns whatever a model call threw into an error of ours that says which endpoint and model it was and what to do. The
 * key is in no message; what the endpoint says is quoted only where it cannot be about the key.
 */
export function modelError(
  error: unknown,
  called: CalledModel,
  signal: AbortSignal,
  key: string | undefined,
): BatonError {
  const who = `${called.model} at ${called.endpoint}`;
  if (signal.aborted) return new BatonError('ModelTimeout', `${who} did not answer before the time box was over`);
  const failure = readFailure(error);
  const status = failure?.statusCode;
  const words = quote(failure?.message ?? messageOf(error), key);
  if (isSetupError(error)) return new BatonError('ModelRejected', `${who} could not be called: ${words}`);
  if (status === undefined) {
    return new BatonError(
      'ModelUnavailable',
      `${who} could not be reached: ${words}; see that it runs and that the address is right`,
    );
  }
  if (status === 429) return new BatonError('ModelThrottled', `${who} is throttling (429)`);
  if (status === 408) return new BatonError('ModelTimeout', `${who} gave up on the call itself (408)`);
  if (status >= 500) return new BatonError('ModelUnavailable', `${who} failed (${status}): ${words}`);
  if (status < 400)
    return new BatonError('ModelUnavailable', `${who} answered something that is no model's answer: ${words}`);
  return new BatonError('ModelRejected', `${who} refused the call (${status}): ${adviceOf(status, words)}`);
}

function adviceOf(status: number, words: string): string {
  if (status === 401) return 'the API key is missing or not valid there; set the right one';
  if (status === 403) return 'the key or role has no right to this model; grant it, or name another model';
  if (status === 404) return `there is no such model or path; look at the base URL and the model's name (${words})`;
  return words;
}

/** Credentials or a region are not there at all: calling again helps nobody. */
function isSetupError(error: unknown): boolean {
  const name = error instanceof Error ? error.name : '';
  return name === 'AI_LoadAPIKeyError' || name === 'AI_LoadSettingError';
}

function quote(words: string, key: string | undefined): string {
  const safe = key === undefined || key === '' ? words : words.replaceAll(key, '…');
  return safe.replace(/\s+/g, ' ').trim().slice(0, 300);
}
