import { type AgentStep, HAND_OVER } from '#shared/contract/agent-answers.ts';

/** To whom a step handed a sub-task, and what else it said; null of a call of a tool. */
export function handedOver({ tool, arguments: asked }: Pick<AgentStep, 'tool' | 'arguments'>): { to: string; rest: Record<string, unknown> } | null {
  const { agent: to, ...rest } = asked;
  return tool === HAND_OVER && typeof to === 'string' ? { to, rest } : null;
}
