/**
 * zod as the model SDKs see it in a bundle (an alias of `zod/v4` leads here): all of it but the translations of its error
 * messages, 260 KB that nobody reads. The SDKs use the namespace `z`, from which a bundler cannot drop a member; a local
 * export hides the one of the same name that `export *` would bring.
 */
export * from 'zod';
export const locales = {};
export const core = {};
// oxlint-disable-next-line import/no-self-import -- `z` is this very module as a namespace
export * as z from './zod-for-sdk.ts';
