import { crc32 } from 'node:zlib';

/** A checksum of a text and of the keys that it is kept under, so that neither changes unnoticed. */
export function checksum(text: string, ...keys: readonly (string | number)[]): number {
  return keys.reduce<number>((sum, key) => crc32(`/${key}`, sum), crc32(text));
}

/** A text with its checksum, as the two columns that a row keeps them in. */
export function summed(text: string, ...keys: readonly (string | number)[]): [string, number] {
  return [text, checksum(text, ...keys)];
}
