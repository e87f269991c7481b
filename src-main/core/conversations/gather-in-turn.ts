import type { AgentStep } from '#shared/contract/agent-answers.ts';
import type { Passage } from '#shared/contract/passages.ts';
import { type AgentTask, gather, type Gathered, type GatherDeps } from '#core/agents/index.ts';
import type { Call, Principal } from '#core/pipeline/index.ts';
import { highestLabel } from '#core/policy/index.ts';

/** The parts of a message one after another, each by its own agent, as one whole: steps go on counting, passages stand once. */
export async function* gatherInTurn(deps: GatherDeps, tasks: readonly AgentTask[], call: Call<Principal>): AsyncGenerator<AgentStep, Gathered> {
  const parts: Gathered[] = [];
  let before = 0;
  for (const task of tasks) {
    const gathering = gather(deps, task, call);
    const place = before;
    let next = await gathering.next();
    for (; next.done !== true; next = await gathering.next()) {
      before = Math.max(before, place + next.value.n);
      yield { ...next.value, n: place + next.value.n };
    }
    parts.push({ ...next.value, observations: next.value.observations.map((each) => ({ ...each, step: { ...each.step, n: place + each.step.n } })) });
    // What is asked back comes before what is left.
    if (next.value.needs) break;
  }
  return together(parts);
}

function together(parts: readonly Gathered[]): Gathered {
  const failed = parts.map(({ failure }) => failure);
  return {
    observations: parts.flatMap(({ observations }) => observations),
    passages: [...new Map(parts.flatMap(({ passages }) => passages.map((passage): [string, Passage] => [passage.chunkId, passage]))).values()],
    label: highestLabel(parts.flatMap(({ label }) => label ?? [])),
    needs: parts.find(({ needs }) => needs !== null)?.needs ?? null,
    limit: parts.find(({ limit }) => limit !== null)?.limit ?? null,
    failure: failed.every((each) => each !== null) ? (failed[0] ?? null) : null,
    closing: parts.map(({ closing }) => closing).filter((each) => each !== '').join(' '),
    remembered: [...new Set(parts.flatMap(({ remembered }) => remembered))],
  };
}
