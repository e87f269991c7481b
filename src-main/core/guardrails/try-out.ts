import type { InputOf, ResultOf } from '#shared/contract/define-operations.ts';
import type { guardrails } from '#shared/contract/guardrails.ts';
import type { PatternEngine } from '#core/ports/pattern-engine.ts';
import { compileBlocklist } from './blocklist.ts';
import { createOutputCheck, type Grounding } from './output-check.ts';

type TryOut = (typeof guardrails)['tryOut'];
type Mark = ResultOf<TryOut>['marks'][number];

/** How an answer is held against one text. */
export type GroundingIn = (source: string) => Grounding;

/** What rules would make of an answer, by the very check that answers go through. */
export function tryOut(engine: PatternEngine, groundingIn: GroundingIn, { answer, source, settings }: InputOf<TryOut>): ResultOf<TryOut> {
  const { blocklist, faults } = compileBlocklist(engine, settings.blocklist);
  const support = source.trim() === '' ? 'off' : settings.support;
  const grounding = groundingIn(source);
  const check = createOutputCheck({ support, leastShare: settings.leastShare, blocklist }, grounding);
  const shown = check.push(answer) + check.end('', true);
  const blocked = [...blocklist.find(answer)].map(({ start, end, rule }): Mark => ({ start, end, rule, why: 'blocked' }));
  const unsupported = support === 'off' ? [] : grounding.unsupported(answer).map(({ start, end, reason }): Mark => ({ start, end, rule: null, why: reason }));
  const refusal = check.refusal();
  return { shown: refusal === null ? shown : '', marks: [...blocked, ...unsupported].toSorted((a, b) => a.start - b.start || b.end - a.end), verdict: check.verdict(), refusal, faults };
}
