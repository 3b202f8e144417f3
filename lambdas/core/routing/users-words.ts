import { readText } from './text.ts';

/**
 * A passage as it stands in the user's text, when it stands there: whole words, with whatever blanks are between them. Undefined
 * for words that the user did not say in this order.
 *
 * @param text as `readText` cleans it
 */
export function usersWords(passage: string, text: string): string | undefined {
  const words = readText(passage)
    .clean.split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return undefined;
  const pattern = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)).join(String.raw`\s+`);
  return new RegExp(String.raw`(?<![\p{L}\p{N}])${pattern}(?![\p{L}\p{N}])`, 'u').exec(text)?.[0];
}
