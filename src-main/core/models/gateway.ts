import { MillwrightError } from '#shared/contract/errors.ts';
import type { InstalledModel } from '#shared/contract/models.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { TenantScope } from '#core/ports/database.ts';
import type { ChatTurn, GenerateEvent, Inference } from '#core/ports/inference.ts';
import { type ChatRole, type Choice, chooseModel, rolesOf } from './choose-model.ts';
import { createCircuitBreaker } from './circuit-breaker.ts';
import { type ModelRow, toInstalledModel } from './model-rows.ts';
import { createProgressStream } from './progress-stream.ts';
import type { ModelRegistry } from './registry.ts';
import type { RoleSettings } from './role-settings.ts';
import { createTenantTurns, type TenantTurns } from './tenant-turns.ts';

/** Answers come from passages, so there is little to be inventive about. */
const TEMPERATURE = 0.2;
/** A reader that takes nothing for this long loses its turn: others wait for the same model. */
const STALLED_MS = 60_000;

export interface ChatRequest {
  role: ChatRole;
  system: string;
  history: readonly ChatTurn[];
  prompt: string;
  maxTokens: number;
  /** 0.2 unless given. */
  temperature?: number | undefined;
  topP?: number | undefined;
  seed?: number | undefined;
  /** What was read is reused only within the same key; the gateway adds the tenant to it. */
  cacheKey: string;
  /** The conversation will be continued, so that what was read of it is worth keeping. */
  lasting?: boolean;
}

export interface ModelGateway {
  /**
   * A streamed reply by the model of a role, or null when none can be used now ({@link answerMode} says why). Waiting begins
   * with reading the events; the times in the last one include it. Events throw `MODEL_UNAVAILABLE`, `MODEL_INVALID`,
   * `INVALID_INPUT` and, when stopped while waiting, `CANCELLED`.
   */
  chat(scope: TenantScope, request: ChatRequest, signal: AbortSignal): Promise<{ model: InstalledModel; events: AsyncIterable<GenerateEvent> } | null>;
  /** Forgets what models have read under a key. */
  forget(tenantId: string, cacheKey: string): Promise<void>;
  /** Which model answers in a plant and on what device; null and the reason where none does. */
  answerMode(tenantId: string): Promise<{ model: string | null; device: string | null; reason: string | null }>;
}

export interface GatewayDeps {
  registry: Pick<ModelRegistry, 'list'>;
  roles: Pick<RoleSettings, 'read'>;
  inference: Inference;
  clock: Clock;
  stalledMs?: number;
}

/** The one door to language models. */
export function createModelGateway({ registry, roles, inference, clock, stalledMs = STALLED_MS }: GatewayDeps): ModelGateway {
  /** By model: each takes as many at once as it has seats. */
  const turns = new Map<string, TenantTurns>();
  const breaker = createCircuitBreaker(clock);

  async function choose(tenantId: string, role: ChatRole): Promise<Choice & { installed: InstalledModel | null }> {
    const [rows, assigned] = [await registry.list(), await roles.read(tenantId)];
    const choice = chooseModel(rows, assigned, role);
    if (!choice.model) return { ...choice, installed: null };
    if (!breaker.allows(choice.model.id)) return { model: null, reason: `The language model ${choice.model.name} stopped several times in a row and rests for a minute; until then answers quote passages.`, installed: null };
    return { ...choice, installed: toInstalledModel(choice.model, rolesOf(choice.model, rows, assigned, null)) };
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
    const { role: _, ...rest } = request;
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
    } catch (error) {
      if (error instanceof MillwrightError && error.code === 'MODEL_UNAVAILABLE') breaker.failed(model.id);
      throw error;
    } finally {
      leave();
    }
  }

  return {
    chat: async (scope, request, signal) => {
      const { model, installed } = await choose(scope.tenantId, request.role);
      return model && installed ? { model: installed, events: run(model, scope, request, signal) } : null;
    },
    forget: (tenantId, cacheKey) => inference.forget(`${tenantId}/${cacheKey}`),
    answerMode: async (tenantId) => {
      const { model, reason } = await choose(tenantId, 'fast');
      return { model: model?.name ?? null, device: model ? inference.state().device : null, reason };
    },
  };
}

function withWait(event: Extract<GenerateEvent, { type: 'end' }>, waitedMs: number): GenerateEvent {
  return { ...event, firstTokenMs: event.firstTokenMs === null ? null : event.firstTokenMs + waitedMs, totalMs: event.totalMs + waitedMs };
}
