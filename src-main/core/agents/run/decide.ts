import { z } from 'zod';
import { HAND_OVER } from '#shared/contract/agent-answers.ts';
import type { AgentDefinition } from '#shared/contract/agents.ts';
import type { Label } from '#shared/contract/permissions.ts';
import { askStructured, describeTools, type StructuredGateway, type OfferedTool, type ToolChoice, toolChoiceShape } from '#core/models/index.ts';
import type { Principal } from '#core/pipeline/index.ts';
import { guardOutgoing, type PersonalDataRules } from '#core/policy/index.ts';
import type { ChatTurn } from '#core/ports/inference.ts';
import { ASK_PERSON, decidingPrompt } from './agent-prompt.ts';
import { argumentsShape } from './arguments-shape.ts';
import type { DoorTool } from './tool-door.ts';

/** A decision is a tool and its arguments; what is longer is no decision. */
const LONGEST_DECISION = 800;

export interface DecideInput {
  principal: Principal;
  definition: AgentDefinition;
  tools: readonly DoorTool[];
  /** Agents it may hand to now. */
  others: readonly { name: string; description: string }[];
  question: string;
  history: readonly ChatTurn[];
  /** What came back so far, fenced. */
  observed: string;
  remembered: readonly string[];
  label: Label | null;
  /** Characters of an answer in place of a tool: short where it is only a sign to go on. */
  longestAnswer: number;
  tokensLeft: number;
  cacheKey: string;
}

export interface Decision {
  choice: ToolChoice;
  tokens: number;
}

/** Lets the model choose the next step, in a form that a grammar holds it to. Null where no model can be used. Throws as `askStructured`, and `PersonalDataBlocked`. */
export async function decide({ models, rules }: { models: StructuredGateway; rules: PersonalDataRules }, input: DecideInput, signal: AbortSignal): Promise<Decision | null> {
  const { principal, definition, question, history, observed, label } = input;
  const offered = [...input.tools.map(offeredTool), ...handOver(input.others), ...askPerson(input.tools)];
  const guarded = guardOutgoing(rules, [question, ...history.map(({ text }) => text), ...(rules.passages ? [observed] : [])], [observed]);
  const [asked = '', ...rest] = guarded.texts;
  const seen = rules.passages ? (rest.at(-1) ?? '') : observed;
  const request = {
    role: definition.modelRole,
    ...(definition.model === null ? {} : { modelId: definition.model }),
    tools: true,
    system: decidingPrompt(definition, principal.tenantName, describeTools(offered), input.remembered),
    history: history.map(({ role }, at) => ({ role, text: rest[at] ?? '' })),
    prompt: `Question: ${asked}${seen === '' ? '' : `\nSo far:\n${seen}`}\nWhat is the next step?`,
    maxTokens: Math.min(LONGEST_DECISION, input.tokensLeft),
    label,
    cacheKey: input.cacheKey,
  };
  const decided = await askStructured(models, principal, request, toolChoiceShape(offered, input.longestAnswer), signal);
  if (decided === null) return null;
  return { choice: restored(decided.value, guarded.restorer) as ToolChoice, tokens: decided.completionTokens };
}

const offeredTool = ({ name, description, input }: DoorTool): OfferedTool => ({ name, summary: description, input: argumentsShape(input) });

function handOver(others: DecideInput['others']): OfferedTool[] {
  const [first, ...more] = others.map(({ name }) => name);
  if (first === undefined) return [];
  const known = others.map(({ name, description }) => `${name} (${description})`).join('; ');
  return [{ name: HAND_OVER, summary: `Hands a part of the question to another agent and gives back what it found: ${known}.`, input: z.object({ agent: z.enum([first, ...more]), task: z.string().max(600) }) }];
}

/** A grammar makes a model write every field, so there has to be a way to say that the question does not have it. */
function askPerson(tools: readonly DoorTool[]): OfferedTool[] {
  const [first, ...more] = tools.filter(({ input }) => Array.isArray(input['required']) && input['required'].length > 0).map(({ name }) => name);
  if (first === undefined) return [];
  const input = z.object({ tool: z.enum([first, ...more]), missing: z.array(z.string().max(64)).max(8), question: z.string().max(200) });
  return [{ name: ASK_PERSON, summary: 'Asks the person for what a tool needs and the question does not say; never make such a value up.', input }];
}

/** Puts back what was hidden from the model, in every text of a value. */
function restored(value: unknown, restorer: () => { push(piece: string): string; end(): string }): unknown {
  if (typeof value === 'string') {
    const originals = restorer();
    return originals.push(value) + originals.end();
  }
  if (Array.isArray(value)) return value.map((each) => restored(each, restorer));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, restored(each, restorer)]));
}
