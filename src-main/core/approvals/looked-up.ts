import type { Label } from '#shared/contract/permissions.ts';
import type { CurrentState } from '#shared/contract/tools.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { Call, Principal } from '#core/pipeline/index.ts';
import type { Clock } from '#core/ports/clock.ts';
import { argumentsFor, type ToolGateway, type ToolOutcome, valuesIn } from '#core/tools/index.ts';

/** Longer nobody waits to see it. */
const PATIENCE_MS = 10_000;

/** How what a call would change stood at a time; of what came back no more is kept than is compared. */
export type LookedUp = { at: string } & ({ status: 'ok'; names: readonly string[]; values: Record<string, unknown>; label: Label } | { status: 'unknown'; sentence: string });

export interface LookUpDeps {
  gateway(): Pick<ToolGateway, 'call'>;
  clock: Clock;
}

/** A call as far as looking up what it would change needs it. */
export interface ToLookUp {
  current: CurrentState;
  arguments: Readonly<Record<string, unknown>>;
  conversationId: string | null;
  requestedBy: 'person' | 'data';
}

/**
 * Looks up what a call would change through the door of tools, as who wants the call. It asks nobody: where that would need an approval
 * itself, it is not known. Throws `CANCELLED` where the caller left.
 */
export async function lookUp({ gateway, clock }: LookUpDeps, call: Call<Principal>, { current, arguments: given, conversationId, requestedBy }: ToLookUp): Promise<LookedUp> {
  const signal = AbortSignal.any([call.signal, AbortSignal.timeout(PATIENCE_MS)]);
  const request = { tool: current.tool, arguments: argumentsFor(current, given), agent: null, conversationId, requestedBy, why: '', neverWaits: true };
  const outcome = await gateway().call(call, request, signal).catch((error: unknown): { status: 'failed'; sentence: string } => {
    if (call.signal.aborted || !(error instanceof MillwrightError)) throw error;
    return { status: 'failed', sentence: signal.aborted ? `It gave nothing within ${PATIENCE_MS / 1_000} seconds.` : error.message };
  });
  const at = clock.now().toISOString();
  return outcome.status === 'ok' ? found(outcome, current, given, at) : { status: 'unknown', sentence: outcome.sentence, at };
}

function found({ output, label }: Extract<ToolOutcome, { status: 'ok' }>, current: CurrentState, given: ToLookUp['arguments'], at: string): LookedUp {
  const read = valuesIn(output, current, given);
  return read === null ? { status: 'unknown', sentence: 'It gave something in which nothing of this call is to be found.', at } : { status: 'ok', ...read, label, at };
}
