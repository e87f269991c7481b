import type { LlamaChatResponse, LlamaGrammar, Token } from 'node-llama-cpp';
import type { ChatTurn, GenerateEvent, PromptShares } from '#core/ports/inference.ts';
import { chatItems } from './chat-items.ts';
import { type Fitted, fitCarrying } from './fit-history.ts';
import type { GenerateInput } from './inference-protocol.ts';
import type { LoadedModel } from './loaded-model.ts';
import { createMannerRecord, type MannerRecord } from './manner-record.ts';
import { inOwnContext } from './own-context.ts';
import type { ReadPace } from './read-pace.ts';
import { readPrompt } from './read-prompt.ts';
import type { Seat } from './seats.ts';
import { createTokenBatcher } from './token-batcher.ts';
import { createTokenRecord, type TokenRecord } from './token-record.ts';

export interface GenerateSink {
  signal: AbortSignal;
  emit(event: GenerateEvent): void;
  room(): Promise<void> | undefined;
}

type EndEvent = Extract<GenerateEvent, { type: 'end' }>;
type StopReason = EndEvent['stopReason'];

/** What a generation has used so far, to be told however it ends. */
interface Usage {
  startedAt: number;
  promptTokens: number;
  reusedTokens: number;
  completionTokens: number;
  guessedTokens: number;
  firstTokenAt: number | null;
  manner?: MannerRecord;
  tokens?: TokenRecord;
}

/** An end event for a generation that was stopped before its model was there. */
export function stoppedEarly(startedAt: number): EndEvent {
  return endEvent('stopped', { startedAt, promptTokens: 0, reusedTokens: 0, completionTokens: 0, guessedTokens: 0, firstTokenAt: null });
}

/** Pieces of one size: an answer that is run again is read the same way each time. */
const STEADY: ReadPace = { size: () => 32, took: () => undefined };

/** Differs from any question in its first token, so that what a prompt shares with it is what comes before the conversation. */
const NO_QUESTION = '\u2063';

/** Takes a seat, reads the prompt, then writes the answer, telling all of it as events; the last is always the end. */
export async function generate(loaded: LoadedModel, input: GenerateInput, startedAt: number, sink: GenerateSink): Promise<void> {
  if (input.like !== undefined) return inOwnContext(loaded, input.like, (own, seat) => generateInSeat(own, seat, input, startedAt, sink));
  const seat = await loaded.seats.take(input.cacheKey, sink.signal).catch((error: unknown) => {
    if (!sink.signal.aborted) throw error;
  });
  if (!seat) return sink.emit(stoppedEarly(startedAt));
  try {
    await generateInSeat(loaded, seat, input, startedAt, sink);
  } finally {
    loaded.memory.leave(seat);
  }
}

async function generateInSeat(loaded: LoadedModel, seat: Seat, input: GenerateInput, startedAt: number, sink: GenerateSink): Promise<void> {
  const asking = (history: readonly ChatTurn[], carried = input.carried): string => withCarried({ ...input, carried }, input.history.length - history.length);
  const tokenize = (history: readonly ChatTurn[], prompt: string): Token[] =>
    seat.chat.chatWrapper.generateContextState({ chatHistory: chatItems(input.system, history, prompt) }).contextText.tokenize(loaded.model.tokenizer);
  const count = (carried: number) => (history: readonly ChatTurn[], prompt = asking(history, input.carried?.slice(0, carried))): number => tokenize(history, prompt).length;
  const fitted = fitCarrying({ history: input.history, contextTokens: loaded.context.contextSize, maxTokens: input.maxTokens, carried: input.carried?.length ?? 0, count });
  const prompt = asking(fitted.history, input.carried?.slice(0, fitted.carried));
  const manner = createMannerRecord(loaded, input.like !== undefined);
  const usage: Usage = { startedAt, promptTokens: fitted.promptTokens, reusedTokens: 0, completionTokens: 0, guessedTokens: 0, firstTokenAt: null, manner, tokens: createTokenRecord(loaded.model) };
  if (fitted.history.length < input.history.length) sink.emit({ type: 'shortened', turns: input.history.length - fitted.history.length, carried: fitted.carried });
  sink.emit({ type: 'fitted', contextTokens: loaded.context.contextSize, tokens: shares({ fitted, prompt, evidence: prompt.length - input.prompt.length + (input.evidence ?? 0), count: count(fitted.carried), model: loaded.model }) });
  const tokens = tokenize(fitted.history, prompt);
  const preamble = commonStart(tokens, tokenize([], NO_QUESTION));
  await loaded.memory.enter(seat, { key: input.cacheKey, lasting: input.lasting, stateKey: input.stateKey }, preamble);
  let stopReason: StopReason = 'stopped';
  try {
    let seen: number | undefined;
    const report = (done: number): void => {
      loaded.threads.step('reading');
      loaded.read.add(done - (seen ?? done));
      seen = done;
      sink.emit({ type: 'reading', done, total: fitted.promptTokens });
    };
    const read = loaded.threads.beginReading();
    usage.reusedTokens = await readPrompt(seat.sequence, tokens, sink.signal, report, {
      tokens: preamble.length,
      done: () => loaded.memory.keepPreamble(seat, preamble),
    }, input.like === undefined ? undefined : STEADY).finally(read);
    manner.tookOver(usage.reusedTokens, seat.read);
    if (usage.reusedTokens <= seat.read) seat.read = tokens.length - 1;
    stopReason = await write(loaded, seat, { ...input, prompt }, fitted, usage, sink);
  } catch (error) {
    if (!sink.signal.aborted) throw error;
  }
  sink.emit(endEvent(stopReason, usage));
}

/** The question, preceded by what stood in turns that are left out and that it needs again. */
function withCarried({ prompt, carried = [] }: GenerateInput, leftOut: number): string {
  return [...carried.filter(({ turn }) => turn < leftOut).map(({ text }) => text), prompt].join('\n');
}

interface Shared {
  fitted: Fitted;
  prompt: string;
  /** Characters at the beginning of the prompt that are passages. */
  evidence: number;
  count: (history: readonly ChatTurn[], prompt?: string) => number;
  model: LoadedModel['model'];
}

/** What takes how many tokens of the context. */
function shares({ fitted, prompt, evidence, count, model }: Shared): PromptShares {
  const system = count([], '');
  const asked = count([], prompt) - system;
  const passages = Math.min(asked, model.tokenize(prompt.slice(0, evidence)).length);
  return { system, history: fitted.promptTokens - system - asked, passages, question: asked - passages, answer: fitted.maxTokens };
}

function commonStart(tokens: readonly Token[], others: readonly Token[]): Token[] {
  const differs = tokens.findIndex((token, at) => token !== others[at]);
  return tokens.slice(0, differs < 0 ? tokens.length : differs);
}

/** An answer that follows a schema: the grammar ends it, and no room is left for thoughts before it. */
async function grammarOf({ model }: LoadedModel, schema: GenerateInput['schema']): Promise<LlamaGrammar | undefined> {
  // The library's type for schemas wants them as constants.
  return schema && model.llama.createGrammarForJsonSchema(schema as { type: 'object' });
}

async function write(loaded: LoadedModel, { chat, drive }: Seat, input: GenerateInput, fitted: { history: readonly ChatTurn[]; maxTokens: number }, usage: Usage, sink: GenerateSink): Promise<StopReason> {
  const { manner, tokens } = usage;
  const batcher = createTokenBatcher((text) => sink.emit({ type: 'token', text }));
  const onToken = (guessed: boolean): void => {
    usage.completionTokens += 1;
    manner?.step();
    loaded.written.add(1);
    if (guessed) usage.guessedTokens += 1;
  };
  const room = (): Promise<void> | undefined => {
    loaded.threads.step('writing');
    manner?.step();
    return sink.room();
  };
  const follow = input.like === undefined ? null : (input.like?.guesses ?? []);
  drive({ room, lookup: follow ? follow.length > 0 : input.lookup, follow, onGuess: (guessed) => manner?.guesses.add(guessed), onToken, onStep: loaded.threads.wrote });
  try {
    const grammar = await grammarOf(loaded, input.schema);
    const response = await chat.generateResponse(chatItems(input.system, fitted.history, input.prompt), {
      maxTokens: fitted.maxTokens,
      // Reasoning that never ends must leave room for the answer.
      budgets: { thoughtTokens: grammar ? 0 : Math.floor(fitted.maxTokens / 2) },
      ...(grammar ? { grammar } : {}),
      temperature: input.temperature,
      topP: input.topP,
      seed: input.seed,
      // Answers quote their sources, often word for word; a penalty on repetition garbles them.
      repeatPenalty: false,
      signal: sink.signal,
      stopOnAbortSignal: true,
      onResponseChunk: (chunk) => {
        if (chunk.type === 'segment') return;
        usage.firstTokenAt ??= performance.now();
        tokens?.add(chunk.tokens, chunk.text);
        batcher.add(chunk.text);
      },
    });
    return stopReasonOf(response);
  } finally {
    batcher.flush();
  }
}

function stopReasonOf({ metadata }: LlamaChatResponse): StopReason {
  if (metadata.stopReason === 'maxTokens') return 'length';
  return metadata.stopReason === 'abort' ? 'stopped' : 'end';
}

function endEvent(stopReason: StopReason, usage: Usage): EndEvent {
  return {
    type: 'end',
    stopReason,
    promptTokens: usage.promptTokens,
    completionTokens: usage.completionTokens,
    guessedTokens: usage.guessedTokens,
    reusedTokens: usage.reusedTokens,
    firstTokenMs: usage.firstTokenAt === null ? null : Math.round(usage.firstTokenAt - usage.startedAt),
    totalMs: Math.round(performance.now() - usage.startedAt),
    ...(usage.manner && usage.tokens ? { manner: usage.manner.manner(), tokens: usage.tokens.written() } : {}),
  };
}
