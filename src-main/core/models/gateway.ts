import { MillwrightError } from '#shared/contract/errors.ts';
import type { ChatRole, InstalledModel, ModelHealth } from '#shared/contract/models.ts';
import type { Label } from '#shared/contract/permissions.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { TenantScope } from '#core/ports/database.ts';
import type { CarriedText, ChatTurn, GenerateEvent, Inference } from '#core/ports/inference.ts';
import type { Manner } from '#core/ports/manner.ts';
import { chooseModel, modelsInOrder, modelsNamed, rolesOf } from './choose-model.ts';
import { createCircuitBreaker } from './circuit-breaker.ts';
import { escalate } from './escalate.ts';
import { isModelFailure, isTooLong } from './model-failure.ts';
import { type ModelRow, toInstalledModel } from './model-rows.ts';
import { createProgressStream } from './progress-stream.ts';
import type { ModelRegistry } from './registry.ts';
import type { RoleSettings } from './role-settings.ts';
import { createTenantTurns, type TenantTurns } from './tenant-turns.ts';

/** Answers come from passages, so there is little to be inventive about. */
export const TEMPERATURE = 0.2;
/** A reader that takes nothing for this long loses its turn: others wait for the same model. */
const STALLED_MS = 60_000;

export interface ChatRequest {
  /** `auto` takes the fast model unless the request is long or needs tools. */
  role: ChatRole | 'auto';
  /** A model that is asked before those of the role, by id or name, as an agent may name one. */
  modelId?: string;
  /** Whether the answer may need tools. */
  tools?: boolean;
  system: string;
  history: readonly ChatTurn[];
  prompt: string;
  evidence?: number;
  carried?: readonly CarriedText[];
  /** Length of the conversation as people see it, where more is sent of it than that. */
  characters?: number;
  maxTokens: number;
  /** 0.2 unless given. */
  temperature?: number | undefined;
  topP?: number | undefined;
  seed?: number | undefined;
  /** The most sensitive label of what the prompt holds; null where it holds nothing of the documents. */
  label?: Label | null | undefined;
  /** A JSON schema the answer follows where a local model writes it; see `askStructured`, which also checks. */
  schema?: Readonly<Record<string, unknown>>;
  /** Another answer is wanted than one that was given before. */
  fresh?: boolean;
  /** What was read is reused only within the same key; the gateway adds the tenant to it. */
  cacheKey: string;
  /** The conversation will be continued, so that what was read of it is worth keeping. */
  lasting?: boolean;
  /** Computed alone, as far as can be in the manner of an earlier one; null: that is not known. Only by a model of this machine. */
  like?: Manner | null;
}

/** The model that answers. */
export interface AnsweringModel {
  id: string;
  name: string;
  /** Checksum of its file; null where it runs elsewhere. */
  sha256: string | null;
  /** The host it runs on; absent where nothing leaves this machine. */
  sentTo?: string;
  /** Of a million tokens. */
  price?: { in: number; out: number };
}

export interface ModelGateway {
  /**
   * A streamed reply by the model of a role, or null when none can be used now ({@link answerMode} says why). Waiting begins
   * with reading the events; the times in the last one include it. A model that fails
   * before its first word is followed by the next in order. Events throw `MODEL_UNAVAILABLE`, `MODEL_INVALID`,
   * `INVALID_INPUT` and, when stopped while waiting, `CANCELLED`.
   */
  chat(scope: TenantScope, request: ChatRequest, signal: AbortSignal): Promise<{ model: AnsweringModel; events: AsyncIterable<GenerateEvent> } | null>;
  /** Forgets what models have read under a key; of the whole plant without one. */
  forget(tenantId: string, cacheKey?: string): Promise<void>;
  /** Which model answers in a plant, on what device, and which thinks harder where another does; null and the reason where none does, at all or for what has this label. */
  answerMode(tenantId: string, label?: Label | null): Promise<AnswerMode>;
  /** Told of replies that did not have the form that was asked for, and were asked for again. */
  malformed?(scope: TenantScope, replies: MalformedReplies): Promise<void>;
  health(model: { id: string; name: string }): ModelHealth;
  /** How many requests wait for a model of this machine. */
  waiting(path: string): number;
}

/** The door to the models of this machine. */
export interface LocalGateway extends ModelGateway {
  /** `among`: these alone, in this order, by id or name. */
  chat(scope: TenantScope, request: ChatRequest, signal: AbortSignal, among?: readonly string[]): ReturnType<ModelGateway['chat']>;
  /** Which would answer now, of these alone where they are given. */
  first(tenantId: string, role: ChatRole, among?: readonly string[]): Promise<{ id: string; name: string; device: string | null } | null>;
}

export interface MalformedReplies {
  model: string;
  count: number;
}

/** What structured answers need of the gateway. */
export type StructuredGateway = Pick<ModelGateway, 'chat' | 'malformed'>;

export interface AnswerMode {
  model: string | null;
  device: string | null;
  heavy: string | null;
  reason: string | null;
  /** Hosts that questions go to where a model on another machine is chosen. */
  sentTo: string[];
}

export interface GatewayDeps {
  registry: Pick<ModelRegistry, 'list'>;
  roles: Pick<RoleSettings, 'read'>;
  inference: Inference;
  clock: Clock;
  stalledMs?: number;
}

type Chosen = { model: ModelRow; others: ModelRow[]; why: ModelReason | null; installed: InstalledModel } | { model: null; reason: string };
type ModelReason = Extract<GenerateEvent, { type: 'model' }>['why'];

const ANY_QUESTION = { role: 'fast', system: '', history: [], prompt: '' } as const;

/** The one door to language models. */
export function createModelGateway({ registry, roles, inference, clock, stalledMs = STALLED_MS }: GatewayDeps): LocalGateway {
  /** By model: each takes as many at once as it has seats. */
  const turns = new Map<string, TenantTurns>();
  const breaker = createCircuitBreaker(clock);
  /** What is wrong with a model's file, until it answers again. */
  const damaged = new Map<string, string>();

  async function choose(tenantId: string, request: Pick<ChatRequest, 'role' | 'modelId' | 'system' | 'history' | 'prompt' | 'characters' | 'tools'>, among?: readonly string[]): Promise<Chosen> {
    const [rows, assigned] = [await registry.list(), await roles.read(tenantId)];
    const { role, why } = escalate(request);
    const order = among ? modelsNamed(rows, among) : modelsInOrder(rows, assigned, role, request.modelId);
    const [model, ...others] = order.filter(({ id }) => breaker.allows(id));
    if (!model) return { model: null, reason: chooseModel(rows, assigned, role).reason ?? restSentence(order[0]) };
    const [usual] = modelsInOrder(rows, assigned, 'fast');
    const escalated = model.id === assigned.heavy && model.id !== usual?.id ? why : null;
    return { model, others, why: model === order[0] ? escalated : 'fallback', installed: toInstalledModel(model, rolesOf(model, rows, assigned, null)) };
  }

  /** The reason while a model rests. */
  function restSentence(model: ModelRow | undefined): string {
    const minutes = Math.max(1, Math.ceil(breaker.restMs(model?.id ?? '') / 60_000));
    return `The language model ${model?.name ?? ''} stopped several times in a row and rests for ${minutes === 1 ? 'a minute' : `${minutes} minutes`}; until then answers quote passages.`;
  }

  function turnsAt({ path }: ModelRow): TenantTurns {
    const known = turns.get(path) ?? createTenantTurns(() => inference.seats(path));
    turns.set(path, known);
    return known;
  }

  /** Waits for a turn, telling how many go first; a reader that leaves meanwhile leaves the queue. */
  async function* wait(model: ModelRow, tenantId: string, signal: AbortSignal): AsyncGenerator<GenerateEvent, () => void, void> {
    const line = createProgressStream<GenerateEvent>();
    const left = new AbortController();
    const entering = turnsAt(model).enter(tenantId, AbortSignal.any([signal, left.signal]), (ahead) => line.tell({ type: 'queued', ahead }));
    let entered = false;
    try {
      yield* line.until(entering);
      const leave = await entering;
      entered = true;
      return leave;
    } finally {
      if (!entered) {
        left.abort();
        // A turn that came at the moment of leaving is given back.
        entering.then((leave) => leave(), () => undefined);
      }
    }
  }

  async function* run(model: ModelRow, scope: TenantScope, request: ChatRequest, signal: AbortSignal): AsyncGenerator<GenerateEvent, void, void> {
    const askedAt = clock.elapsed();
    const leave = yield* wait(model, scope.tenantId, signal);
    const waitedMs = Math.round(clock.elapsed() - askedAt);
    const stalled = new AbortController();
    const { role: _, modelId: __, tools: ___, label: ____, fresh: _____, characters: ______, ...rest } = request;
    const since = breaker.began(model.id);
    const generation = { ...rest, modelPath: model.path, sha256: model.sha256 ?? '', temperature: request.temperature ?? TEMPERATURE, cacheKey: `${scope.tenantId}/${request.cacheKey}` };
    try {
      for await (const event of inference.generate(generation, AbortSignal.any([signal, stalled.signal]))) {
        // The number of seats is known from the first event on.
        turnsAt(model).refresh();
        const timer = setTimeout(() => {
          stalled.abort();
          leave();
        }, stalledMs);
        timer.unref?.();
        try {
          yield event.type === 'end' ? withWait(event, waitedMs) : event;
        } finally {
          clearTimeout(timer);
        }
      }
      breaker.succeeded(model.id);
      damaged.delete(model.id);
    } catch (error) {
      if (error instanceof MillwrightError && error.code === 'MODEL_INVALID') damaged.set(model.id, error.message);
      if (isModelFailure(error)) breaker.failed(model.id, since);
      throw error;
    } finally {
      breaker.cancelled(model.id);
      leave();
    }
  }

  /** Goes on to the next model when one fails before its first word was shown, or sees too little at once for the question. */
  async function* runInOrder({ model, others, why }: Extract<Chosen, { why: unknown }>, scope: TenantScope, request: ChatRequest, signal: AbortSignal): AsyncGenerator<GenerateEvent, void, void> {
    if (why !== null) yield writes(model, why);
    let [now, rest] = [model, others];
    for (;;) {
      let shown = false;
      try {
        for await (const event of run(now, scope, request, signal)) {
          shown ||= event.type === 'token';
          yield event;
        }
        return;
      } catch (error) {
        const tooLong = isTooLong(error);
        const seen = now.context_tokens ?? 0;
        const [next, ...later] = rest.filter(({ id, context_tokens }) => breaker.allows(id) && (!tooLong || (context_tokens ?? 0) > seen));
        if (shown || signal.aborted || !next || !(tooLong || isModelFailure(error))) throw error;
        [now, rest] = [next, later];
        yield writes(next, 'fallback');
      }
    }
  }

  return {
    chat: async (scope, request, signal, among) => {
      const chosen = await choose(scope.tenantId, request, among);
      return chosen.model ? { model: chosen.installed, events: runInOrder(chosen, scope, request, signal) } : null;
    },
    health: ({ id, name }) => {
      const state = breaker.state(id);
      const wrong = damaged.get(id);
      if (wrong !== undefined) return { state: state === 'open' ? 'resting' : 'trying', sentence: wrong };
      if (state === 'closed') return { state: 'ok', sentence: null };
      if (state === 'half-open') return { state: 'trying', sentence: `${name} stopped several times in a row; the next question tries it again.` };
      return { state: 'resting', sentence: `${name} stopped several times in a row and is tried again in ${Math.ceil(breaker.restMs(id) / 1_000)} seconds.` };
    },
    waiting: (path) => turns.get(path)?.waiting() ?? 0,
    forget: (tenantId, cacheKey) => inference.forget(cacheKey === undefined ? tenantId : `${tenantId}/${cacheKey}`),
    first: async (tenantId, role, among) => {
      const { model } = await choose(tenantId, { ...ANY_QUESTION, role }, among);
      return model && { id: model.id, name: model.name, device: inference.state().device };
    },
    answerMode: async (tenantId) => {
      const chosen = await choose(tenantId, ANY_QUESTION);
      if (!chosen.model) return { model: null, device: null, heavy: null, reason: chosen.reason, sentTo: [] };
      const heavy = await choose(tenantId, { ...ANY_QUESTION, role: 'heavy' });
      return { model: chosen.model.name, device: inference.state().device, heavy: heavy.model && heavy.why === 'asked' ? heavy.model.name : null, reason: null, sentTo: [] };
    },
  };
}

const writes = ({ id, name, sha256 }: ModelRow, why: ModelReason): GenerateEvent => ({ type: 'model', id, name, sha256, why });

function withWait(event: Extract<GenerateEvent, { type: 'end' }>, waitedMs: number): GenerateEvent {
  return { ...event, firstTokenMs: event.firstTokenMs === null ? null : event.firstTokenMs + waitedMs, totalMs: event.totalMs + waitedMs };
}
