import type { AgentStep } from '#shared/contract/agent-answers.ts';
import type { Passage } from '#shared/contract/passages.ts';

/** Characters of one result that a model is shown; the rest is told to be missing. */
const LONGEST_RESULT = 6_000;
const LONGEST_PASSAGE = 2_400;

/** What a step brought: the value of a tool, passages, or why there is none. */
export interface Observation {
  step: AgentStep;
  output: unknown;
  passages: readonly Passage[];
}

/** What came back so far, as data between fences, in order; passages have the number they are cited by. */
export function fencedObservations(observations: readonly Observation[], numbered: readonly Passage[]): string {
  return observations.map((observation) => fenced(observation, numbered)).join('\n');
}

/** Results of tools without the passages, which the answer has apart. */
export function fencedResults(observations: readonly Observation[]): string {
  return observations.filter(tells).map((observation) => fenced(observation, [])).join('\n');
}

/** Whether an observation has something to say beside passages: a value, or what people decided about a call. */
export const tells = ({ step, passages }: Observation): boolean => passages.length === 0 && (step.status === 'ok' || (step.approval !== null && step.status !== 'waiting'));

function fenced({ step, output, passages }: Observation, numbered: readonly Passage[]): string {
  const inside = step.status === 'ok' ? (passages.length > 0 ? [...passages.map((passage) => quoted(passage, numbered)), beside(output)].join('\n') : shortened(resultText(output), LONGEST_RESULT)) : failureText(step);
  return `<result step="${step.n}" tool="${attribute(step.tool)}" arguments="${attribute(shortened(JSON.stringify(step.arguments), 400))}" status="${step.status}">\n${unfenced(inside)}\n</result>`;
}

/** What a tool said beside the passages themselves: whether they look like an answer, where to read on. */
export function besidePassages(output: unknown): unknown {
  if (typeof output !== 'object' || output === null) return null;
  const { passages: _, parts: __, ...rest } = output as Record<string, unknown>;
  return rest;
}

function beside(output: unknown): string {
  const rest = besidePassages(output);
  return rest === null ? '' : JSON.stringify(rest);
}

function quoted(passage: Passage, numbered: readonly Passage[]): string {
  const n = numbered.findIndex(({ chunkId }) => chunkId === passage.chunkId) + 1;
  const place = passage.page === null ? (passage.section ?? '') : `page ${passage.page}`;
  return `[${n}] ${passage.document.filename}${place === '' ? '' : `, ${place}`}: ${shortened(passage.text, LONGEST_PASSAGE)}`;
}

/** Why a call gave nothing, with what the other system said of it. */
export const failureText = ({ note, said }: AgentStep): string => (said === undefined ? note : `${note}\nThe other system said: ${said}`);

/** The value of a tool as text. */
export function resultText(output: unknown): string {
  return typeof output === 'string' ? output : (JSON.stringify(output) ?? '');
}

function shortened(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most)} … (${text.length - most} characters left out)`;
}

const attribute = (text: string): string => unfenced(text).replaceAll('"', "'").replace(/[\r\n]/g, ' ');

/** What comes back cannot close its own fence. */
function unfenced(text: string): string {
  return text.replace(/<(?=\/?(?:result|passage))/gi, '‹').replace(/<\|/g, '‹|');
}
