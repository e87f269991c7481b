import type { AgentStep } from '#shared/contract/agent-answers.ts';
import type { UsableAgent } from '#core/agents/agents.ts';
import { type Call, type Principal, sideBySide } from '#core/pipeline/index.ts';
import { highestLabel } from '#core/policy/index.ts';
import type { ChatTurn } from '#core/ports/inference.ts';
import { type AgentTask, gather, type Gathered, type GatherDeps } from './gather.ts';
import { fencedObservations } from './observations.ts';

/** A part of a message, for an agent of its own. */
export interface PartTask extends AgentTask {
  /** Places of the parts whose results it needs. */
  after: readonly number[];
}

/**
 * Lets several agents look up a part of a message each: side by side where the parts are independent, else one after another with what
 * the earlier ones found. Steps count on through all of them. What one could not do is said only where none could do anything.
 */
export async function* gatherSeveral(deps: GatherDeps, parts: readonly PartTask[], call: Call<Principal>): AsyncGenerator<AgentStep, Gathered> {
  const found = new Map<number, Gathered>();
  const numbers = new Map<string, number>();
  const counted = (of: number, step: AgentStep): AgentStep => {
    const place = `${of} ${step.n}`;
    const n = numbers.get(place) ?? numbers.size + 1;
    numbers.set(place, n);
    return { ...step, n };
  };
  while (found.size < parts.length) {
    const ready = parts.flatMap((part, of) => (!found.has(of) && part.after.every((each) => found.has(each) || parts[each] === undefined) ? [{ part, of }] : []));
    // What is asked back comes before what rests on it.
    if (ready.length === 0 || [...found.values()].some(({ needs }) => needs !== null)) break;
    const running = sideBySide(ready.map(({ part }) => gather(deps, withEarlier(part, parts, found), call)));
    let next = await running.next();
    for (; !next.done; next = await running.next()) yield counted(ready[next.value.of]?.of ?? 0, next.value.value);
    next.value.forEach((result, at) => {
      const of = ready[at]?.of ?? 0;
      found.set(of, { ...result, observations: result.observations.map((observation) => ({ ...observation, step: counted(of, observation.step) })) });
    });
  }
  return together([...found.values()]);
}

/** What earlier parts found goes along as something said, not as the person's own words. */
function withEarlier(part: PartTask, parts: readonly PartTask[], found: ReadonlyMap<number, Gathered>): AgentTask {
  const earlier = part.after.flatMap((at) => {
    const [task, result] = [parts[at], found.get(at)];
    return task && result ? [{ task, result }] : [];
  });
  const turns = earlier.flatMap(({ task, result }): ChatTurn[] => [
    { role: 'user', text: task.question },
    { role: 'assistant', text: [fencedObservations(result.observations, result.passages), result.closing].filter((text) => text !== '').join('\n') },
  ]);
  return { ...part, history: [...part.history, ...turns], label: highestLabel([part.label, ...earlier.map(({ result }) => result.label)].filter((label) => label !== null)) };
}

function together(results: readonly Gathered[]): Gathered {
  const passages = new Map(results.flatMap((result) => result.passages.map((passage) => [passage.chunkId, passage] as const)));
  const able = results.filter(({ failure }) => failure === null);
  return {
    observations: results.flatMap(({ observations }) => observations).toSorted((a, b) => a.step.n - b.step.n),
    passages: [...passages.values()],
    label: highestLabel(results.flatMap(({ label }) => (label === null ? [] : [label]))),
    needs: results.find(({ needs }) => needs !== null)?.needs ?? null,
    limit: results.find(({ limit }) => limit !== null)?.limit ?? null,
    failure: able.length > 0 ? null : (results[0]?.failure ?? null),
    closing: results.map(({ closing }) => closing).filter((closing) => closing !== '').join('\n'),
    remembered: [...new Set(results.flatMap(({ remembered }) => remembered))],
    // Where another part has something to say, that is said; what waits goes on by itself.
    waits: results.some(({ observations }) => observations.some(({ step }) => step.status === 'ok')) ? null : (results.find(({ waits }) => waits !== null)?.waits ?? null),
    continues: null,
  };
}

/** The agents of a message with several intents as one that writes the answer: told each part's task, under the first one's name. */
export function asOne(parts: readonly { agent: UsableAgent; question: string }[], first: UsableAgent): UsableAgent {
  const titles = [...new Set(parts.map(({ agent }) => agent.definition.title))];
  const prompt = parts.map(({ agent, question }) => `For "${question}":\n${agent.definition.prompt}`).join('\n\n');
  const heavy = parts.some(({ agent }) => agent.definition.modelRole === 'heavy');
  const alike = parts.every(({ agent }) => agent.definition.model === first.definition.model);
  return { ...first, definition: { ...first.definition, model: alike ? first.definition.model : null, title: titles.join(' + '), prompt: `The message has several parts. Answer each, in their order.\n\n${prompt}`, modelRole: heavy ? 'heavy' : first.definition.modelRole } };
}
