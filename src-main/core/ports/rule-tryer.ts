import type { InputOf, ResultOf } from '#shared/contract/define-operations.ts';
import type { guardrails } from '#shared/contract/guardrails.ts';

type TryOut = (typeof guardrails)['tryOut'];

/** Tries guardrails on a text away from the event loop, for a limited time. */
export interface RuleTryer {
  /** Throws `INVALID_INPUT` where it takes too long, and the abort's reason. */
  tryOut(tried: InputOf<TryOut>, signal: AbortSignal): Promise<ResultOf<TryOut>>;
}
