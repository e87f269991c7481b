import { z } from 'zod';

const Usage = z.object({
  prompt_tokens: z.number().int().min(0),
  completion_tokens: z.number().int().min(0),
  prompt_tokens_details: z.object({ cached_tokens: z.number().int().min(0).nullish() }).nullish(),
});

/** What is read of a chunk of OpenAI's chat format or of a whole completion; anything else may stand beside it. */
export const ForeignCompletion = z.object({
  choices: z.array(z.object({
    delta: z.object({ content: z.string().nullish() }).nullish(),
    message: z.object({ content: z.string().nullish() }).nullish(),
    finish_reason: z.string().nullish(),
  })),
  usage: Usage.nullish(),
});
export type ForeignCompletion = z.infer<typeof ForeignCompletion>;

/** A JSON text as a completion; undefined for what is neither that nor JSON. */
export function readForeignCompletion(text: string): ForeignCompletion | undefined {
  try {
    return ForeignCompletion.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
