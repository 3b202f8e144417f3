import type { ModelConfig } from '../../../../lambdas/adapters/models/config.ts';
import { createProvider } from '../../../../lambdas/adapters/models/index.ts';

const config = (changes: Partial<ModelConfig>): ModelConfig => ({
  provider: 'openai-compatible',
  baseUrl: 'http://127.0.0.1:11434/v1',
  models: { standard: 'small', strong: 'large' },
  ...changes,
});

describe('createProvider', () => {
  it.each(['offline', 'openai-compatible', 'bedrock'] as const)('makes %s', async (provider) => {
    await expect(createProvider(config({ provider }))).resolves.toMatchObject({ name: provider });
  });

  it.each([
    ['a base URL that is missing', { baseUrl: undefined }, 'no base URL'],
    ['a base URL that is none', { baseUrl: 'localhost' }, 'no http(s) address: "localhost"'],
    ['a model that is missing', { models: { standard: 'small', strong: '' } }, 'no strong model'],
    ['a provider that does not exist', { provider: 'oracle' as never }, '"oracle"'],
  ])('refuses %s in one line', async (_, changes, words) => {
    await expect(createProvider(config(changes))).rejects.toMatchObject({
      name: 'CallInvalid',
      message: expect.stringContaining(words),
    });
  });

  it('never shows the password of an address', async () => {
    const refused = createProvider(config({ baseUrl: 'ftp://ada:secret@models.example/v1' }));
    await expect(refused).rejects.toMatchObject({ message: expect.not.stringContaining('secret') });
  });
});
