import * as z from 'zod';
import { idSchema } from '../ids.ts';

/** The longest text that a person may send, in characters. */
export const textLimit = 20_000;

/** What a person writes; `whenEmpty` says what they should have said. */
export const userText = (whenEmpty: string) =>
  z
    .string()
    .max(textLimit, `has more than ${textLimit} characters`)
    .refine((text) => text.trim() !== '', `is empty: ${whenEmpty}`)
    .refine((text) => text.isWellFormed(), 'holds half a character (a lone surrogate)');

/** One turn of a conversation. Messages are appended, never changed; `seq` counts from 1 without gaps. */
export const messageSchema = z.object({
  seq: z.int().positive(),
  role: z.enum(['user', 'assistant']),
  text: z.string(),
  /** Who wrote it: the user's id, or the agent's. */
  author: z.string(),
  requestId: idSchema.optional(),
  /** The question that it answers. */
  answerTo: idSchema.optional(),
  createdAt: z.iso.datetime(),
});
export type Message = z.infer<typeof messageSchema>;
