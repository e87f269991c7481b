import type { AgentStep } from '#shared/contract/agent-answers.ts';
import type { ChatEvent, Message } from '#shared/contract/conversations.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { TreatedPersonalData } from '#shared/contract/personal-data.ts';
import type { Passage } from '#shared/contract/passages.ts';
import type { OpenRouting } from '#shared/contract/routing.ts';
import type { SearchFilters } from '#shared/contract/search.ts';
import { createInParts, createOutputCheck, type GuardrailRules, type OutputCheck } from '#core/guardrails/index.ts';
import { agentAnswer, type AgentEvidence, evidenceOf, type Gathered, type UsableAgent } from '#core/agents/index.ts';
import { investigate } from '#core/knowledge/index.ts';
import type { Call, Principal } from '#core/pipeline/index.ts';
import { highestLabel, PersonalDataBlocked, type PersonalDataRules, treatedNote } from '#core/policy/index.ts';
import { PASSAGES, type Wording } from '#core/prompts/index.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Crypto } from '#core/ports/crypto.ts';
import type { GenerateEvent } from '#core/ports/inference.ts';
import { promptBudget } from './answer-budget.ts';
import { citedPassages, emptyDraft, messageOf } from './answer-draft.ts';
import { type MadeWith, madeFrom } from './answer-made.ts';
import { createAnswerPlaces } from './answer-places.ts';
import { answerPrompt } from './answer-prompt.ts';
import { usageOf } from './answer-usage.ts';
import { contextTurns, shownChunks } from './context-turns.ts';
import type { AnswerModels, PassageSearch } from './dependencies.ts';
import { groundingIn } from './grounding-in.ts';
import { nearestAnswer, quotedAnswer } from './quoted-answer.ts';
import { safetyOf } from './safety-wording.ts';
import { type KeptMessage, usedDocuments } from './used-documents.ts';

const ANSWER_TOKENS = 700;
const ANOTHER_TEMPERATURE = 0.2;
const STOPPED = 'Stopped before the end.';
const TOO_LONG = 'The answer reached its length limit.';
/** Characters of a call in a sentence. */
const LONGEST_CALL = 300;
const NO_MODEL = 'No language model is installed, so these are the passages that fit best, word for word. An admin can add one on the Models screen: drop a .gguf file there or into the models folder.';

export interface Question {
  text: string;
  history: readonly KeptMessage[];
  /** Where to look. */
  filters: SearchFilters;
  /** What a model has read is reused only under the same key. */
  cacheKey: string;
  /** Not an answer that was given before. */
  fresh?: boolean | undefined;
  /** The model that writes; by rule unless told. */
  role?: 'fast' | 'heavy' | 'auto' | undefined;
  /** Whether the conversation is kept and can go on. */
  lasting: boolean;
  /** Who looks things up in place of a search, or beside it. */
  agent?: AgentWork | undefined;
  /** That it was not clear whom it is for, or had not been before its person chose. */
  routed?: OpenRouting | null;
}

export interface AgentWork {
  agent: UsableAgent;
  /** Whether the documents are searched as well. */
  beside: boolean;
  gather(): AsyncGenerator<AgentStep, Gathered>;
}

/** As the caller sees it, but that the answer still says what it was made from. */
export type AnswerEvent = Exclude<ChatEvent, { type: 'answer' }> | { type: 'answer'; message: KeptMessage };

/** An answer in the making. `message` is what stands so far, so that stopping keeps it. */
export interface Answering {
  events: AsyncIterable<AnswerEvent>;
  /** The answer as far as it has come; null while nothing of it was shown. */
  soFar(): KeptMessage | null;
}

export interface AnswerServices {
  search: PassageSearch;
  models: AnswerModels;
  /** How personal data in a prompt is treated in the caller's plant. */
  personalData: (principal: Principal) => Promise<PersonalDataRules>;
  /** What models are told before any conversation in the caller's plant, as it is worded now. */
  wording: (principal: Principal, language: string | null) => Promise<Wording>;
  /** How what a model writes is checked in the caller's plant. */
  guardrails: (principal: Principal) => Promise<GuardrailRules>;
  /** What models of this machine run on now. */
  device?: () => string | null;
  clock: Clock;
  crypto: Crypto;
}

/** Answers a question from the documents its caller may read: search, show the passages, then generate or quote. */
export function answerQuestion({ search, models, personalData, wording, guardrails, device, clock, crypto }: AnswerServices, { text, history, filters, cacheKey, lasting, fresh = false, role = 'auto', agent, routed = null }: Question, call: Call<Principal>): Answering {
  const draft = emptyDraft();
  const id = crypto.uuid();
  // The same question gets the same answer, unless another is asked for.
  const drawn = fresh ? { temperature: ANOTHER_TEMPERATURE, seed: Number.parseInt(crypto.sha256(id).slice(0, 7), 16) } : { temperature: 0, seed: null };

  const inParts = createInParts(clock);
  const message = (): KeptMessage => messageOf(draft, { id, at: clock.now(), drawn, device: device?.() ?? null, routed, crypto });

  /** An answer of quotes; they are numbered as the passages were found. */
  function quote(mode: 'passages' | 'nothing', { content, citations }: { content: string; citations: Message['citations'] }, found: readonly Passage[]): KeptMessage {
    Object.assign(draft, { text: content, mode, used: usedDocuments(citations, []) });
    // What comes nearest is no answer, and its warnings are none to it.
    return { ...message(), content, citations, safety: mode === 'passages' ? safetyOf(content, citedPassages(citations, found)) : [] };
  }

  async function* generate(found: readonly Passage[], evidence: AgentEvidence | null): AsyncGenerator<AnswerEvent, boolean> {
    const rules = await personalData(call.principal);
    const context = contextTurns(history, await search.current(call.principal, shownChunks(history), filters));
    const sent = answerPrompt(rules, context, { question: text, meaning: draft.understood?.rewritten ?? null, found, data: evidence?.data });
    const originals = sent.restorer();
    if (sent.treated) yield told(sent.treated);
    const used = usedDocuments(evidence ? found : sent.fresh.map(({ passage }) => passage), sent.turns.map(({ answer }) => answer));
    const label = highestLabel([...used.map((each) => each.label), ...(evidence?.label ? [evidence.label] : [])]);
    Object.assign(draft, { label, results: evidence?.results ?? [] });
    const worded = evidence ? { system: evidence.system, versions: [] } : await wording(call.principal, draft.understood?.language ?? null);
    const { history: past, prompt, evidence: quoted, characters } = sent;
    const carried = sent.carried.map(({ turn, text: again }) => ({ turn, text: again }));
    const chosen = agent && role === 'auto' ? agent.agent.definition : { modelRole: role, model: null };
    const request = { role: chosen.modelRole, ...(chosen.model === null ? {} : { modelId: chosen.model }), system: worded.system, history: past, prompt, evidence: quoted, carried, characters, maxTokens: ANSWER_TOKENS, label, fresh, cacheKey, lasting, temperature: drawn.temperature, ...(drawn.seed === null ? {} : { seed: drawn.seed }) };
    const generation = await models.chat(call.principal, request, call.signal);
    if (!generation) return false;
    const places = createAnswerPlaces(sent, found);
    Object.assign(draft, { model: generation.model.name, sentTo: generation.model.sentTo ?? null, passages: places.passages, used });
    call.note({ model: generation.model.name, metadata: { leftMachine: draft.sentTo !== null } });
    const check = createOutputCheck(await guardrails(call.principal), groundingIn(places.passages, evidence?.results));
    if (check.how !== null) yield { type: 'checking', how: check.how };
    const spent = { prompt: sent, found: found.length, wording: worded, lost: context.lost, noRoom: 0, maxTokens: ANSWER_TOKENS };
    let writer: MadeWith['model'] = generation.model;
    const keep = (noRoom: number, fitted: Parameters<typeof promptBudget>[0]['fitted']): void => {
      draft.made = madeFrom({ ...sent, carried: sent.carried.slice(0, brought) }, noRoom, { model: writer, wording: worded, maxTokens: ANSWER_TOKENS }, crypto);
      draft.budget = promptBudget({ ...spent, noRoom, fitted });
    };
    let noRoom = 0;
    let brought = carried.length;
    keep(0, null);
    const leftOut = (): number => (sent.leftOut + noRoom) * 2;
    if (leftOut() > 0) yield { type: 'shortened', turns: leftOut() };
    for await (const event of generation.events) {
      if (event.type === 'model') {
        Object.assign(draft, { model: event.name, why: event.why, sentTo: allHosts(draft.sentTo, event.sentTo) });
        call.note({ model: event.name, metadata: { leftMachine: draft.sentTo !== null } });
        [writer, noRoom, brought] = [event, 0, carried.length];
        keep(0, null);
      }
      if (event.type === 'shortened') {
        [noRoom, brought] = [event.turns / 2, event.carried];
        places.leaveOut(noRoom, brought);
      }
      if (event.type === 'fitted') keep(noRoom, event);
      else if (event.type === 'token') {
        draft.mode = 'generated';
        draft.raw += event.text;
        const written = originals.push(event.text);
        draft.written += written;
        draft.verdict = check.verdict;
        yield* checked(check, places.marks.push(written));
        if (check.refusal() !== null) break;
      } else if (event.type === 'end') {
        const written = originals.end();
        draft.written += written;
        draft.verdict = check.verdict;
        yield* checked(check, places.marks.push(written) + places.marks.end());
        const held = check.end('', event.stopReason === 'end');
        draft.text += held;
        if (held !== '') yield { type: 'token', text: held };
        draft.usage = usageOf(event, leftOut(), draft.why);
        draft.computed = { ...(event.manner ? { manner: event.manner } : {}), ...(event.tokens ? { tokens: event.tokens } : {}) };
        if (event.stopReason !== 'end') draft.interrupted = event.stopReason === 'length' ? TOO_LONG : STOPPED;
      } else yield onTheWay(event, draft.model ?? '', leftOut());
    }
    draft.refusal = check.refusal();
    return draft.refusal === null && draft.text.trim() !== '';
  }

  /** What may be shown of what was written. */
  async function* checked(check: OutputCheck, written: string): AsyncGenerator<AnswerEvent> {
    for await (const part of inParts(written)) {
      const legible = check.push(part);
      draft.text += legible;
      if (legible !== '') yield { type: 'token', text: legible };
      if (check.refusal() !== null) return;
    }
  }

  /** Whoever asked is told what was found; the record holds kinds only. */
  function told(found: TreatedPersonalData): AnswerEvent {
    draft.personalData = found;
    call.note({ metadata: treatedNote(found) });
    return { type: 'personal-data', found };
  }

  /** Generates; a model that fails before its first word is as good as none, one that fails later leaves what it wrote. */
  async function* generateOrExplain(found: readonly Passage[], evidence: AgentEvidence | null): AsyncGenerator<AnswerEvent, string | null> {
    try {
      const written = yield* generate(found, evidence);
      if (written) return null;
      if (draft.refusal !== null) return draft.refusal;
      const { reason } = await models.answerMode(call.principal.tenantId, draft.label);
      return draft.model ? 'The language model gave no answer, so these are the passages that fit best.' : (reason ?? NO_MODEL);
    } catch (error) {
      if (call.signal.aborted || !(error instanceof MillwrightError)) throw error;
      if (error instanceof PersonalDataBlocked) yield told(error.treated);
      if (draft.text) {
        draft.interrupted = error.message;
        return null;
      }
      return `${error.message} These are the passages that fit best, word for word.`;
    }
  }

  /** Lets the agent look things up, telling each step. */
  async function* lookUp(work: AgentWork): AsyncGenerator<AnswerEvent, Gathered> {
    const { name, title } = work.agent.definition;
    yield { type: 'agent', name, title };
    const gathering = work.gather();
    let next = await gathering.next();
    for (; next.done !== true; next = await gathering.next()) yield { type: 'action', step: next.value };
    draft.agent = agentAnswer(work.agent, next.value);
    call.note({ tools: [...new Set(draft.agent.steps.map(({ tool }) => tool))], metadata: { agent: name, agentVersion: work.agent.version, steps: draft.agent.steps.length } });
    return next.value;
  }

  /** Writes the answer of an agent. Not, where it could do nothing: then the documents are searched without it. */
  async function* answerByAgent(work: AgentWork, gathered: Gathered): AsyncGenerator<AnswerEvent, boolean> {
    if (gathered.needs) {
      Object.assign(draft, { text: gathered.needs.question, mode: 'generated' });
      yield { type: 'answer', message: { ...message(), unsupported: [] } };
      return true;
    }
    if (gathered.waits) {
      Object.assign(draft, { text: waitingSentence(gathered.waits), mode: 'generated' });
      yield { type: 'answer', message: { ...message(), unsupported: [] } };
      return true;
    }
    const evidence = evidenceOf(work.agent, gathered);
    if (gathered.failure !== null && evidence.results.length === 0 && gathered.passages.length === 0) return false;
    yield { type: 'passages', passages: [...gathered.passages] };
    const reason = yield* generateOrExplain(gathered.passages, evidence);
    const { length } = gathered.passages;
    yield { type: 'answer', message: reason === null ? message() : quote(length === 0 ? 'nothing' : 'passages', quotedAnswer(text, gathered.passages, length, reason), gathered.passages) };
    return true;
  }

  async function* events(): AsyncGenerator<AnswerEvent> {
    const gathered = agent ? yield* lookUp(agent) : null;
    if (agent && gathered && (!agent.beside || gathered.needs || gathered.waits) && (yield* answerByAgent(agent, gathered))) return;
    const evidence = agent && gathered && gathered.failure === null ? evidenceOf(agent.agent, gathered) : null;
    const searching = investigate({ search, clock, principal: call.principal, question: text, top: PASSAGES, filters, earlier: questionsOf(history), signal: call.signal });
    let found = await searching.next();
    for (; found.done !== true; found = await searching.next()) yield { type: 'step', step: found.value };
    const { searched, understood, steps } = found.value;
    const results = together(gathered?.passages ?? [], found.value.results);
    const relevant = found.value.relevant || (evidence?.results.length ?? 0) > 0 || (gathered?.passages.length ?? 0) > 0;
    Object.assign(draft, { understood, steps });
    const read = [...new Set(results.map(({ document }) => document.id))];
    call.note({ tools: [...new Set(['search', ...(draft.agent?.steps ?? []).map(({ tool }) => tool)])], metadata: { passages: results.length, searches: steps.length, documents: read } });
    yield { type: 'searching', documents: searched };
    yield { type: 'passages', passages: results };
    if (!relevant || (results.length === 0 && evidence === null)) {
      yield { type: 'answer', message: quote('nothing', nearestAnswer(understood.rewritten ?? text, results, searched), results) };
      return;
    }
    const reason = yield* generateOrExplain(results, evidence);
    yield { type: 'answer', message: reason === null ? message() : quote('passages', quotedAnswer(understood.rewritten ?? text, results, searched, reason), results) };
  }

  return {
    events: events(),
    soFar: () => (draft.text ? { ...message(), interrupted: draft.interrupted ?? STOPPED } : null),
  };
}

/** What an agent and a search found, the best of each in turn, each once. */
function together(one: readonly Passage[], other: readonly Passage[]): Passage[] {
  if (one.length === 0) return [...other];
  const turns = Array.from({ length: Math.max(one.length, other.length) }, (_, at) => [one[at], other[at]]).flat();
  return [...new Map(turns.flatMap((passage) => (passage ? [[passage.chunkId, passage] as const] : []))).values()];
}

/** What stands in the place of an answer until a call is decided. */
function waitingSentence({ tool, arguments: given }: AgentStep): string {
  const what = JSON.stringify(given);
  return `This waits until it is approved: ${tool} ${what.length <= LONGEST_CALL ? what : `${what.slice(0, LONGEST_CALL)}…`}. The answer goes on here by itself once that is decided.`;
}

function onTheWay(event: Exclude<GenerateEvent, { type: 'token' | 'end' | 'fitted' }>, model: string, leftOut: number): AnswerEvent {
  if (event.type === 'model') return { type: 'model', model: event.name, why: event.why };
  if (event.type === 'loading') return { type: 'loading', model, progress: event.progress };
  return event.type === 'shortened' ? { type: 'shortened', turns: leftOut } : event;
}

/** The questions of a conversation, oldest first, as they were understood. */
function questionsOf(history: readonly Message[]): string[] {
  return history.flatMap(({ role, content }, at) => (role === 'user' ? (history[at + 1]?.understood?.rewritten ?? content) : []));
}

/** A question that went to one host and then, because it failed, to another, was sent to both. */
function allHosts(before: string | null, then: string | undefined): string | null {
  if (then === undefined) return before;
  return before === null ? then : [...new Set([...before.split(', '), then])].join(', ');
}
