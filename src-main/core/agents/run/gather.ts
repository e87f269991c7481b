import { type AgentStep, type GivenArguments, HAND_OVER, type MissingArguments, type ToolProgress } from '#shared/contract/agent-answers.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { Passage } from '#shared/contract/passages.ts';
import type { Label } from '#shared/contract/permissions.ts';
import type { StructuredGateway } from '#core/models/index.ts';
import type { Call, Principal } from '#core/pipeline/index.ts';
import { highestLabel, type PersonalDataRules } from '#core/policy/index.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { ChatTurn } from '#core/ports/inference.ts';
import type { Agents, UsableAgent } from '#core/agents/agents.ts';
import { ASK_PERSON } from './agent-prompt.ts';
import { givenArguments } from './arguments-shape.ts';
import { type Budget, createBudget, type Limit } from './budget.ts';
import { createLatest } from './create-latest.ts';
import { decide, type Decision } from './decide.ts';
import { missingIn } from './missing-arguments.ts';
import { fencedObservations, type Observation, resultText } from './observations.ts';
import { type DecidedCall, decidedStep, keptObservation, type PausedAgent, type PausedHelper, type PausedRun, type PausePlace, restoredObservation } from './paused-run.ts';
import type { DoorTool, ToolCall, ToolDoor, ToolOutcome } from './tool-door.ts';

const OFFERED = 5;
/** Sign that it is time to answer; what is found is written up afterwards. */
const SHORT_ANSWER = 160;
/** What an agent gives back to the one that handed it a sub-task. */
const SUB_ANSWER = 1_200;
const LONGEST_NOTE = 300;
/** Failures after which a tool is offered no more. */
const WITHDRAWN = 2;
const NO_HELPER = 'There is no such agent to hand this to.';
const NO_TOOL = 'None of the tools of this agent can be used here now.';

export interface GatherDeps {
  agents: Agents;
  door: ToolDoor;
  models: StructuredGateway;
  personalData(principal: Principal): Promise<PersonalDataRules>;
  /** What the person let be remembered and bears on the question. */
  remembered(principal: Principal, question: string): Promise<readonly { content: string; label: Label }[]>;
  clock: Clock;
}

export interface AgentTask {
  agent: UsableAgent;
  question: string;
  history: readonly ChatTurn[];
  /** The most sensitive label of what the history was made from. */
  label: Label | null;
  conversationId: string | null;
  /** What models have read is reused only under the same key. */
  cacheKey: string;
  /** A tool's arguments as the person filled them in: called first, as they are. */
  given?: GivenArguments | undefined;
  /** Where the answer goes on once a call that has to wait is decided; null where it does not: then the agent is told that the call waits. */
  place: PausePlace | null;
  /** The run as it waited, and what became of the call. */
  resumed?: Resumed | undefined;
}

export interface Resumed {
  approvalId: string;
  run: PausedRun;
  call: DecidedCall;
  /** Those of its passages that may be read now. */
  passages: readonly Passage[];
}

/** What an agent found. */
export interface Gathered {
  observations: readonly Observation[];
  /** Of all steps, each once, in the order they were found: numbered from 1. */
  passages: readonly Passage[];
  /** The most sensitive label of all of it. */
  label: Label | null;
  needs: MissingArguments | null;
  limit: Limit | null;
  /** Why it could not go on, in a sentence; null where it could. */
  failure: string | null;
  /** What the model said when it was done. */
  closing: string;
  remembered: readonly string[];
  /** The step that has to be decided before it goes on. */
  waits: AgentStep | null;
  /** The approval after which it went on. */
  continues: string | null;
}

/**
 * Lets an agent look up what a question needs: the model chooses, the door checks and calls as the caller, the model sees what came
 * back, until it is done or a limit is reached. Gives each step as it begins, while it says how far it is, and as it ends. Throws `CANCELLED` when stopped.
 */
export async function* gather(deps: GatherDeps, task: AgentTask, call: Call<Principal>): AsyncGenerator<AgentStep, Gathered> {
  const budget = createBudget(task.agent.definition.limits, deps.clock, task.resumed?.run.spent);
  try {
    const own = task.history.filter(({ role }) => role === 'user');
    const before = task.resumed && { agent: task.resumed.run, helpers: task.resumed.run.helpers };
    return yield* run(deps, task, call, budget, { longestAnswer: SHORT_ANSWER, read: own.length < task.history.length, ...(before ? { before } : {}) });
  } finally {
    budget.end();
  }
}

interface RunOptions {
  longestAnswer: number;
  /** Whether the model has been shown anything else by now: answers, documents, results. */
  read: boolean;
  /** Of a sub-task: the step that handed it over, and what is kept of the run that did. */
  handed?: { by: AgentStep; snapshot: Snapshot };
  /** Of a run that is taken up, the agent that this one was. */
  before?: { agent: PausedAgent; helpers: readonly PausedHelper[] };
}

interface SubTask {
  by: AgentStep;
  ended: (rest: Partial<AgentStep>) => AgentStep;
  before?: NonNullable<RunOptions['before']>;
}

/** What is kept of a run where a call has to wait, with those that it handed sub-tasks to. */
type Snapshot = (waiting: AgentStep, helpers: PausedHelper[]) => PausedRun | null;

async function* run(deps: GatherDeps, task: AgentTask, call: Call<Principal>, budget: Budget, { longestAnswer, read, handed, before }: RunOptions): AsyncGenerator<AgentStep, Gathered> {
  const { agents, door, clock } = deps;
  const { principal } = call;
  const { definition } = task.agent;
  const signal = AbortSignal.any([call.signal, budget.signal]);
  const rules = await deps.personalData(principal);
  const memories = definition.memory === 'personal' ? await deps.remembered(principal, task.question) : [];
  const observations: Observation[] = [];
  const passages: Passage[] = [];
  const made = new Set<string>();
  const failures = new Map<string, number>();
  let described = false;
  let label = highestLabel([task.label, ...memories.map((memory) => memory.label)].filter((each) => each !== null));
  const remembered = memories.map(({ content }) => content);

  const found = (end: Partial<Pick<Gathered, 'needs' | 'limit' | 'failure' | 'closing' | 'waits'>> = {}): Gathered => ({ observations, passages, label, needs: null, limit: null, failure: null, closing: '', remembered, waits: null, continues: task.resumed?.approvalId ?? null, ...end });

  const soFar = (): PausedAgent => ({
    agent: definition.name, title: definition.title, version: task.agent.version, question: task.question, observations: observations.map(keptObservation), label, made: [...made],
    failures: [...failures].map(([tool, count]) => [tool, Math.min(count, WITHDRAWN)]),
  });

  const snapshot: Snapshot = (waiting, helpers) => {
    if (handed) return handed.snapshot(waiting, [{ ...soFar(), handedBy: handed.by }, ...helpers]);
    return task.place && { ...soFar(), place: task.place, helpers, waiting, spent: budget.spent(), follows: task.resumed?.approvalId ?? null };
  };

  function observe(observation: Observation, of: Label | null): AgentStep {
    observations.push(observation);
    for (const passage of observation.passages) if (!passages.some(({ chunkId }) => chunkId === passage.chunkId)) passages.push(passage);
    label = highestLabel([label, of, ...observation.passages.map((passage) => passage.label)].filter((each) => each !== null));
    return observation.step;
  }

  /** Calls a tool, or hands over; gives the step before and after, and returns the one that has to be decided first. */
  async function* act(tool: string, filled: Record<string, unknown>, others: readonly string[]): AsyncGenerator<AgentStep, AgentStep | null> {
    const step: AgentStep = { n: budget.step(), agent: definition.name, tool, arguments: filled, status: 'running', ms: null, note: '', approval: null };
    const began = clock.elapsed();
    const ended = (rest: Partial<AgentStep>): AgentStep => ({ ...step, ms: Math.round(clock.elapsed() - began), ...rest });
    made.add(keyOf(tool, filled));
    yield step;
    if (tool === HAND_OVER) return yield* handOver(filled, others, step, ended);
    const progress = createLatest<ToolProgress>();
    const paused = snapshot({ ...step, status: 'waiting' }, []);
    const calling = outcomeOf(tool, filled, { paused, report: progress.push });
    for await (const at of progress.until(calling)) yield { ...step, progress: at };
    const outcome = await calling;
    if (outcome.status === 'failed') failures.set(tool, (failures.get(tool) ?? 0) + 1);
    // What the caller may not do stays so: it is not offered again.
    if (outcome.status === 'refused') failures.set(tool, Number.POSITIVE_INFINITY);
    if (outcome.status !== 'ok') {
      const { said, label: of } = outcome.status === 'failed' ? outcome : { said: null, label: null };
      const rest = { note: outcome.sentence, approval: outcome.status === 'waiting' ? outcome.approval : null, ...(said === null ? {} : { said }) };
      const seen = observe({ step: ended({ status: signal.aborted ? 'stopped' : outcome.status, ...rest }), output: null, passages: [] }, of);
      yield seen;
      return paused !== null && seen.status === 'waiting' ? seen : null;
    }
    const note = outcome.passages.length > 0 ? '' : resultText(outcome.output).slice(0, LONGEST_NOTE);
    yield observe({ step: ended({ status: 'ok', note }), output: outcome.output, passages: outcome.passages }, outcome.label);
    return null;
  }

  /** Takes up what an agent had found before. */
  function* takeUp({ made: calls, failures: counts, observations: kept, label: of }: PausedAgent, { passages: readable }: Resumed): Generator<AgentStep> {
    const byId = new Map(readable.map((passage) => [passage.chunkId, passage]));
    for (const key of calls) made.add(key);
    for (const [tool, count] of counts) failures.set(tool, count);
    for (const observation of kept) yield observe(restoredObservation(observation, byId), of);
  }

  /** Sees what became of the call that waited. */
  function* seeDecided({ run: waited, call: decided, approvalId }: Resumed): Generator<AgentStep> {
    const output = decided.status === 'ok' ? decided.output : null;
    const step = decidedStep(waited, approvalId, decided, resultText(output).slice(0, LONGEST_NOTE));
    // What people did not want is not asked for once more.
    if (decided.status !== 'ok') failures.set(step.tool, WITHDRAWN);
    made.add(keyOf(step.tool, step.arguments));
    yield observe({ step, output, passages: [] }, decided.status === 'refused' ? null : decided.label);
  }

  /** Goes on where it waited: with the agent that a sub-task was handed to, where that one wanted the call. Returns the step that has to be decided next. */
  async function* resume(resumed: Resumed, { agent: own, helpers: [helper, ...deeper] }: NonNullable<RunOptions['before']>): AsyncGenerator<AgentStep, AgentStep | null> {
    yield* takeUp(own, resumed);
    if (helper === undefined) {
      yield* seeDecided(resumed);
      return null;
    }
    const began = clock.elapsed();
    const ended = (rest: Partial<AgentStep>): AgentStep => ({ ...helper.handedBy, ms: Math.round(clock.elapsed() - began), ...rest });
    const agent = budget.depth > 0 ? await helping(helper.agent, definition.agents) : null;
    if (agent !== null) return yield* subTask({ agent, question: helper.question, resumed }, { by: helper.handedBy, ended, before: { agent: helper, helpers: deeper } });
    // Whoever handed it over gets what there is.
    for (const each of [helper, ...deeper]) yield* takeUp({ ...each, made: [], failures: [] }, resumed);
    yield* seeDecided(resumed);
    yield observe({ step: ended({ status: 'refused', note: NO_HELPER }), output: null, passages: [] }, null);
    return null;
  }

  /** Until something was read that others wrote, all that is asked for comes of what the person wrote. */
  const requestedBy = (): 'person' | 'data' => (read || described || observations.length > 0 ? 'data' : 'person');

  async function outcomeOf(tool: string, filled: Record<string, unknown>, more: Pick<ToolCall, 'paused' | 'report'>): Promise<ToolOutcome> {
    if (!definition.tools.includes(tool)) return { status: 'refused', sentence: 'This agent does not have that tool.' };
    try {
      return await door.call(call, { tool, arguments: filled, agent: definition.name, conversationId: task.conversationId, requestedBy: requestedBy(), why: task.question.slice(0, 500), collections: definition.collections, ...more }, signal);
    } catch (error) {
      if (call.signal.aborted) throw error;
      return { status: 'failed', sentence: error instanceof MillwrightError ? error.message : 'The tool failed.', said: null, label: null };
    }
  }

  /** A sub-task, with the caller's rights and what is left of the same limits. */
  async function* handOver(filled: Record<string, unknown>, others: readonly string[], by: AgentStep, ended: (rest: Partial<AgentStep>) => AgentStep): AsyncGenerator<AgentStep, AgentStep | null> {
    const agent = await helping(String(filled['agent']), others);
    if (agent !== null) return yield* subTask({ agent, question: String(filled['task']), resumed: undefined }, { by, ended });
    yield observe({ step: ended({ status: 'refused', note: NO_HELPER }), output: null, passages: [] }, null);
    return null;
  }

  const helping = async (name: string, among: readonly string[]): Promise<UsableAgent | null> => (among.includes(name) ? agents.usable(principal, name).catch(() => null) : null);

  async function* subTask(sub: Pick<AgentTask, 'agent' | 'question' | 'resumed'>, { by, ended, before: from }: SubTask): AsyncGenerator<AgentStep, AgentStep | null> {
    const options: RunOptions = { longestAnswer: SUB_ANSWER, read: read || described || observations.length > 0 || from !== undefined, handed: { by, snapshot }, ...(from ? { before: from } : {}) };
    const result = yield* run(deps, { ...task, ...sub, history: [], given: undefined }, call, budget.deeper(), options);
    for (const observation of result.observations) observe(observation, result.label);
    if (result.waits) return result.waits;
    const status = result.failure === null ? 'ok' : 'failed';
    yield observe({ step: ended({ status, note: (result.failure ?? result.closing).slice(0, LONGEST_NOTE) }), output: result.closing, passages: [] }, result.label);
    return null;
  }

  async function next(tools: readonly DoorTool[], others: readonly { name: string; description: string }[]): Promise<Decision | null> {
    return decide({ models: deps.models, rules }, {
      principal, definition, tools, others, remembered, label, longestAnswer,
      question: task.question, history: definition.memory === 'none' ? [] : task.history, observed: fencedObservations(observations, passages),
      tokensLeft: budget.tokensLeft, cacheKey: `${task.cacheKey}/${definition.name}`,
    }, signal);
  }

  const again = task.resumed && before ? yield* resume(task.resumed, before) : null;
  if (again) return found({ waits: again });
  const first = task.given ? yield* act(task.given.tool, task.given.arguments, []) : null;
  if (first) return found({ waits: first });
  for (;;) {
    const limit = budget.reached();
    if (limit !== null) return found({ limit });
    const others = budget.depth > 0 ? await reachable(agents, principal, definition.agents) : [];
    const allowed = definition.tools.filter((tool) => (failures.get(tool) ?? 0) < WITHDRAWN);
    const tools = allowed.length === 0 ? [] : await door.offered(principal, { allowed, question: task.question, most: OFFERED });
    if (tools.length === 0 && others.length === 0) return found(definition.tools.length > 0 && observations.length === 0 ? { failure: NO_TOOL } : {});
    // What a server says of its tools was written there: from here on it may have been its idea.
    described ||= tools.some(({ kind }) => kind === 'mcp');
    let decision: Decision | null;
    try {
      decision = await next(tools, others);
    } catch (error) {
      if (call.signal.aborted || !(error instanceof MillwrightError)) throw error;
      return budget.signal.aborted ? found({ limit: 'seconds' }) : found({ failure: error.message });
    }
    if (decision === null) return found({ failure: 'No language model can be used now, and an agent needs one.' });
    budget.spendTokens(decision.tokens);
    const { choice } = decision;
    if ('answer' in choice) return found({ closing: choice.answer });
    const missing = choice.tool === ASK_PERSON ? missingIn(choice.input, tools) : null;
    if (missing !== null) return found({ needs: missing });
    const schema = tools.find(({ name }) => name === choice.tool)?.input;
    const filled = schema === undefined ? (choice.input as Record<string, unknown>) : givenArguments(schema, choice.input);
    // The same call again brings nothing new: a model that asks for it has nothing more to look up.
    if (made.has(keyOf(choice.tool, filled))) return found();
    const waits = yield* act(choice.tool, filled, others.map(({ name }) => name));
    if (waits) return found({ waits });
  }
}

const keyOf = (tool: string, filled: Record<string, unknown>): string => `${tool} ${JSON.stringify(filled)}`;

async function reachable(agents: Agents, principal: Principal, names: readonly string[]): Promise<{ name: string; description: string }[]> {
  if (names.length === 0) return [];
  return (await agents.availableTo(principal)).filter(({ name }) => names.includes(name));
}
