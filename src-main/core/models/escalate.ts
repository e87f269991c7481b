import type { ChatRole } from '#shared/contract/models.ts';

/** Characters of a conversation with its passages from which on the larger model writes: about 6,000 tokens of European text. */
const LONG_CHARACTERS = 20_000;

/** Why another than the fast model writes: it was asked for, or the conversation is long, or tools are needed. */
export type Escalation = 'asked' | 'long' | 'tools';

/** What the rule looks at. */
export interface Escalatable {
  /** `auto` leaves it to the rule. */
  role: ChatRole | 'auto';
  system: string;
  history: readonly { text: string }[];
  prompt: string;
  /** Its length as people see it, where more is sent than that: passages of earlier turns. */
  characters?: number;
  /** Whether the answer may need tools. */
  tools?: boolean;
}

/** Which role a request goes to, and why, where that is not the fast one. */
export function escalate({ role, system, history, prompt, characters, tools }: Escalatable): { role: ChatRole; why: Escalation | null } {
  if (role === 'heavy') return { role, why: 'asked' };
  if (role === 'fast') return { role, why: null };
  if (tools === true) return { role: 'heavy', why: 'tools' };
  const length = characters ?? history.reduce((sum, { text }) => sum + text.length, system.length + prompt.length);
  return length >= LONG_CHARACTERS ? { role: 'heavy', why: 'long' } : { role: 'fast', why: null };
}
