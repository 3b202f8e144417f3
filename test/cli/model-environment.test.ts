import { describe, expect, test } from '@jest/globals';
import { describeModel, modelEnvironment } from '../../cli/model-environment.ts';

const endpoint = {
  MODEL_PROVIDER: 'openai-compatible',
  MODEL_BASE_URL: 'http://localhost:11434/v1',
  MODEL_STANDARD: 'qwen3',
};

describe('the model that the environment names', () => {
  test('is none when nothing is named', () => {
    expect(modelEnvironment({ HOME: '/root' })).toEqual({ MODEL_PROVIDER: 'offline' });
    expect(describeModel({ MODEL_PROVIDER: 'offline' })).toBe('none, offline');
  });

  test('is the one for all agents unless another is named for the strong ones', () => {
    expect(modelEnvironment(endpoint)).toEqual({ ...endpoint, MODEL_STRONG: 'qwen3' });
    expect(modelEnvironment({ ...endpoint, MODEL_STRONG: 'qwen3:32b' })).toMatchObject({ MODEL_STRONG: 'qwen3:32b' });
    expect(describeModel(endpoint)).toBe('qwen3 at http://localhost:11434/v1');
  });

  test('is reached with the caller’s own credentials on Bedrock, and nowhere else', () => {
    const credentials = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', AWS_REGION: 'eu-central-1' };
    expect(modelEnvironment({ MODEL_PROVIDER: 'bedrock', ...credentials })).toMatchObject(credentials);
    expect(modelEnvironment({ ...endpoint, ...credentials })).not.toHaveProperty('AWS_ACCESS_KEY_ID');
  });

  test.each([
    [{ MODEL_PROVIDER: 'ollama' }, /MODEL_PROVIDER is "ollama": one of offline, openai-compatible, bedrock/],
    [{ ...endpoint, MODEL_BASE_URL: 'localhost:11434' }, /MODEL_BASE_URL is "localhost:11434"/],
    [{ ...endpoint, MODEL_PRICE: '3,' }, /MODEL_PRICE is "3,"/],
    [{ ...endpoint, MODEL_TIMEOUT_SECONDS: 'x' }, /MODEL_TIMEOUT_SECONDS is "x"/],
    [{ MODEL_PROVIDER: 'openai-compatible', MODEL_STANDARD: 'x' }, /needs MODEL_BASE_URL/],
    [{ MODEL_PROVIDER: 'bedrock', AWS_REGION: 'eu-central-1' }, /needs AWS_ACCESS_KEY_ID/],
  ])('%j is refused before anything starts', (variables, message) => {
    expect(() => modelEnvironment(variables)).toThrow(message);
  });

  test('is shown without the password that its address may hold', () => {
    expect(describeModel({ ...endpoint, MODEL_BASE_URL: 'http://me:secret@host/v1' })).toBe('qwen3 at http://host/v1');
  });
});
