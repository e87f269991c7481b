import type { AgentStep } from '#shared/contract/agent-answers.ts';
import type { TreatedPersonalData } from '#shared/contract/personal-data.ts';
import type { ChatEvent, InvestigationStep, Usage } from '#shared/contract/conversations.ts';
import type { Passage } from '#shared/contract/passages.ts';
import type { Failure } from '#renderer/client/failure.ts';

export type Phase = 'asking' | 'searching' | 'found' | 'working' | 'queued' | 'loading' | 'reading' | 'writing' | 'stopping' | 'failed';

/** An answer in the making, as the screen shows it. */
export interface Answering {
  question: string;
  /** Known once the core has kept the question. */
  questionId: string | null;
  /** The question that this one takes the place of, with all after it. */
  replaces: string | null;
  phase: Phase;
  documents: number | null;
  steps: readonly InvestigationStep[];
  /** The agent that answers, and what it has done so far. */
  agent: { name: string; title: string; actions: readonly AgentStep[] } | null;
  passages: readonly Passage[];
  /** How many other answers go first. */
  ahead: number;
  /** The model that writes, where it is not the usual one, and why. */
  model: { name: string; why: NonNullable<Usage['modelReason']> } | null;
  /** Oldest turns the model does not see. */
  leftOut: number;
  loading: { model: string; progress: number } | null;
  reading: { done: number; total: number } | null;
  personalData: TreatedPersonalData | null;
  /** How far what is shown is checked; null where it is final. */
  checking: 'sentences' | 'whole' | null;
  text: string;
  failure: Failure | null;
}

export function begun(question: string, replaces: string | null): Answering {
  return { question, questionId: null, replaces, phase: 'asking', documents: null, steps: [], agent: null, passages: [], ahead: 0, model: null, leftOut: 0, loading: null, reading: null, personalData: null, checking: null, text: '', failure: null };
}

/** What an event changes. The final `answer` is not held here: it becomes part of the conversation. */
export function after(before: Answering, event: Exclude<ChatEvent, { type: 'answer' }>): Answering {
  switch (event.type) {
    case 'question':
      return { ...before, questionId: event.message.id, phase: 'searching' };
    case 'searching':
      return { ...before, documents: event.documents, phase: 'searching' };
    case 'step':
      return { ...before, steps: [...before.steps, event.step], phase: 'searching' };
    case 'routed':
      return before;
    case 'agent':
      return { ...before, agent: { name: event.name, title: event.title, actions: [] }, phase: 'working' };
    case 'action':
      return { ...before, agent: before.agent && { ...before.agent, actions: withAction(before.agent.actions, event.step) }, phase: 'working' };
    case 'passages':
      return { ...before, passages: event.passages, phase: 'found' };
    case 'personal-data':
      return { ...before, personalData: event.found };
    case 'checking':
      return { ...before, checking: event.how };
    case 'queued':
      return { ...before, ahead: event.ahead, phase: 'queued' };
    case 'model':
      return { ...before, model: { name: event.model, why: event.why } };
    case 'shortened':
      return { ...before, leftOut: event.turns };
    case 'loading':
      return { ...before, loading: { model: event.model, progress: event.progress }, phase: 'loading' };
    case 'reading':
      return { ...before, reading: { done: event.done, total: event.total }, phase: 'reading' };
    case 'token':
      return { ...before, text: before.text + event.text, phase: 'writing' };
  }
}

/** A step is told when it begins and again when it ends. */
function withAction(actions: readonly AgentStep[], step: AgentStep): AgentStep[] {
  return [...actions.filter(({ n }) => n !== step.n), step].toSorted((a, b) => a.n - b.n);
}
