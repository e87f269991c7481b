import type { InputOf, ResultOf } from '#shared/contract/define-operations.ts';
import type { guardrails } from '#shared/contract/guardrails.ts';
import type { PatternEngine } from '#core/ports/pattern-engine.ts';
import { compileBlocklist, faultsTogether, type RuleFault } from './blocklist.ts';
import { createOutputCheck, type Grounding } from './output-check.ts';

type TryOut = (typeof guardrails)['tryOut'];
type Mark = ResultOf<TryOut>['marks'][number];

/** What is tried, and what came of it. */
export type TriedRules = InputOf<TryOut>;
export type TriedOut = ResultOf<TryOut>;

/** A rule that takes longer than this with one text is not tried on. */
const RULE_MS = 250;
const SLOW = 'it takes too long with this text: for each place where it begins to match it looks far ahead; repeat less, or write it more narrowly';

/** How an answer is held against one text. */
export type GroundingIn = (source: string) => Grounding;

/**
 * What rules would make of an answer, by the very check that answers go through. May take seconds: for a thread of its own.
 * @param elapsed milliseconds since any moment
 */
export function tryOut(engine: PatternEngine, groundingIn: GroundingIn, elapsed: () => number, { answer, source, settings }: TriedRules): TriedOut {
  const rules = settings.blocklist;
  const { faults: unusable } = compileBlocklist(engine, rules);
  const slow = slowRules(engine, settings.blocklist, unusable, answer, elapsed);
  const { blocklist } = compileBlocklist(engine, rules, slow.map(({ rule }) => rule));
  const together = unusable.length === 0 ? faultsTogether(engine, rules) : [];
  const support = source.trim() === '' ? 'off' : settings.support;
  const grounding = groundingIn(source);
  const check = createOutputCheck({ support, leastShare: settings.leastShare, blocklist }, grounding);
  const shown = check.push(answer) + check.end('', true);
  const blocked = [...blocklist.find(answer)].map(({ start, end, rule }): Mark => ({ start, end, rule, why: 'blocked' }));
  const unsupported = support === 'off' ? [] : grounding.unsupported(answer).map(({ start, end, reason }): Mark => ({ start, end, rule: null, why: reason }));
  const refusal = check.refusal();
  return {
    shown: refusal === null ? shown : '', marks: [...blocked, ...unsupported].toSorted((a, b) => a.start - b.start || b.end - a.end), verdict: check.verdict(), refusal,
    faults: [...unusable, ...slow, ...together].toSorted((a, b) => a.rule - b.rule),
  };
}

/** Rules whose search of a text does not come to its end in time, each by itself. */
function slowRules(engine: PatternEngine, rules: TriedRules['settings']['blocklist'], unusable: readonly RuleFault[], text: string, elapsed: () => number): RuleFault[] {
  return rules.flatMap((rule, at) => {
    if (unusable.some((fault) => fault.rule === at)) return [];
    const until = elapsed() + RULE_MS;
    for (const _ of compileBlocklist(engine, [rule]).blocklist.find(text)) if (elapsed() > until) return [{ rule: at, fault: SLOW }];
    return [];
  });
}
