import type { AgentAnswer } from '#shared/contract/agent-answers.ts';
import type { InvestigationStep, Message, PromptBudget, Usage } from '#shared/contract/conversations.ts';
import type { GuardrailVerdict } from '#shared/contract/guardrails.ts';
import type { Passage } from '#shared/contract/passages.ts';
import type { Label } from '#shared/contract/permissions.ts';
import type { TreatedPersonalData } from '#shared/contract/personal-data.ts';
import type { OpenRouting } from '#shared/contract/routing.ts';
import type { Understanding } from '#shared/contract/search.ts';
import { highestLabel } from '#core/policy/index.ts';
import type { Crypto } from '#core/ports/crypto.ts';
import { citationsOf, withoutFalseMarks } from './citations.ts';
import { groundingIn } from './grounding-in.ts';
import { type MadeFrom, samplingHash } from './made-from.ts';
import { safetyOf } from './safety-wording.ts';
import type { KeptMessage, UsedDocument } from './used-documents.ts';

/** An answer as far as it has come. */
export interface Draft {
  text: string;
  /** The same with the model's own numbers for the passages. */
  written: string;
  /** The same before personal data was put back into it. */
  raw: string;
  model: string | null;
  /** Why another than the usual model writes. */
  why: Usage['modelReason'];
  sentTo: string | null;
  mode: Message['mode'];
  passages: Passage[];
  used: UsedDocument[];
  made: MadeFrom | null;
  /** How it was computed, and its tokens; null until it has ended. */
  computed: Pick<MadeFrom, 'manner' | 'tokens'> | null;
  /** Of what the prompt was made from. */
  label: Label | null;
  usage: Usage | null;
  budget: PromptBudget | null;
  interrupted: string | null;
  understood: Understanding | null;
  steps: InvestigationStep[];
  personalData: TreatedPersonalData | null;
  /** Tells what the guardrails find in what the model wrote, which takes time; null while none wrote. */
  verdict: (() => GuardrailVerdict) | null;
  /** Why what it wrote is not shown. */
  refusal: string | null;
  agent: AgentAnswer | null;
  /** What tools gave, as text. */
  results: readonly string[];
}

export const emptyDraft = (): Draft => ({
  text: '', written: '', raw: '', model: null, sentTo: null, why: null, mode: null, passages: [], used: [], made: null, computed: null, label: null, usage: null, budget: null, interrupted: null,
  understood: null, steps: [], personalData: null, verdict: null, refusal: null, agent: null, results: [],
});

/** How its tokens are drawn. */
export interface Drawn {
  temperature: number;
  seed: number | null;
}

/** The message that a draft amounts to. */
export function messageOf(draft: Draft, { id, at, drawn, device, routed, crypto }: { id: string; at: Date; drawn: Drawn; device: string | null; routed: OpenRouting | null; crypto: Pick<Crypto, 'sha256'> }): KeptMessage {
  const verdict = draft.verdict?.() ?? null;
  const content = withoutFalseMarks(draft.text, draft.passages.length);
  const citations = citationsOf(content, draft.passages);
  return {
    id,
    role: 'assistant',
    content,
    createdAt: at.toISOString(),
    mode: draft.mode,
    model: draft.model,
    sentTo: draft.sentTo,
    citations,
    unsupported: draft.mode === 'generated' && verdict?.facts !== null ? groundingIn(draft.passages, draft.results).unsupported(content) : [],
    usage: draft.usage,
    budget: draft.budget,
    interrupted: draft.interrupted,
    understood: draft.understood,
    steps: draft.steps,
    safety: safetyOf(content, citedPassages(citations, draft.passages)),
    used: draft.used,
    made: draft.made && { ...draft.made, ...asWritten(draft, verdict), ...drawn, device, samplingSha256: samplingHash(crypto, { ...drawn, maxTokens: draft.made.maxTokens }) },
    gone: false,
    label: highestLabel([...draft.used.map((each) => each.label), ...(draft.agent?.label ? [draft.agent.label] : [])]),
    personalData: draft.personalData,
    guardrails: verdict,
    agent: draft.agent,
    routed,
  };
}

/** The passages that citations point to, under their numbers. */
export function citedPassages(citations: Message['citations'], passages: readonly Passage[]): { n: number; passage: Passage }[] {
  return citations.flatMap(({ n }) => {
    const passage = passages[n - 1];
    return passage === undefined ? [] : [{ n, passage }];
  });
}

/** What the model wrote, as it wrote it; words that were covered or withheld are kept nowhere. */
function asWritten({ written, raw, computed }: Draft, verdict: GuardrailVerdict | null): Pick<MadeFrom, 'written' | 'raw' | 'manner' | 'tokens'> {
  if (verdict?.action === 'masked' || verdict?.action === 'refused') return {};
  return raw === written ? { written, ...computed } : { written, raw, ...computed };
}
