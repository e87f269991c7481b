import { z } from 'zod';
import { AgentName } from './agents.ts';
import { defineOperations } from './define-operations.ts';

/** Languages that questions are told apart by. */
export const QUESTION_LANGUAGES = ['en', 'de', 'vi'] as const;
export type QuestionLanguage = (typeof QUESTION_LANGUAGES)[number];

/** What decided: that this person said so before, the embedder and the classifier together, or a model where they disagreed. */
export const ROUTED_BY = ['correction', 'classifier', 'model'] as const;

/** Null stands for no agent: the question is answered from the documents. */
const ChosenAgent = AgentName.nullable();

export const RoutingCandidate = z.object({ agent: ChosenAgent, title: z.string(), confidence: z.number().min(0).max(1) });
export type RoutingCandidate = z.infer<typeof RoutingCandidate>;

/** A part of the message that wants something of its own. */
export const RoutedIntent = z.object({
  text: z.string(),
  agent: ChosenAgent,
  confidence: z.number().min(0).max(1),
  /** Places in the list of those it rests on; where it is empty, it can run beside the others. */
  after: z.array(z.int()),
});
export type RoutedIntent = z.infer<typeof RoutedIntent>;

export const Routing = z.object({
  /** Of the first intent. */
  agent: ChosenAgent,
  confidence: z.number().min(0).max(1),
  /** Likeliest first. */
  candidates: z.array(RoutingCandidate),
  intents: z.array(RoutedIntent),
  language: z.enum(QUESTION_LANGUAGES),
  /** What to ask back, in the language of the question, where it is not clear which agent is meant. */
  clarify: z.string().nullable(),
  by: z.enum(ROUTED_BY),
});
export type Routing = z.infer<typeof Routing>;

/** That it was not clear which agent a question is for, so the documents answered: those it may be for, and whom its person chose. */
export const OpenRouting = z.object({
  /** Likeliest first. */
  candidates: z.array(RoutingCandidate),
  /** Null until they choose. */
  chosen: ChosenAgent,
});
export type OpenRouting = z.infer<typeof OpenRouting>;

const RoutedQuestion = z.string().trim().min(1, 'Type a question.').max(8_000);

/** That a question is for another agent than it went to. */
export const RoutingCorrection = z.object({
  id: z.uuid(),
  question: z.string(),
  agent: ChosenAgent,
  /** Who said so. */
  by: z.string(),
  at: z.iso.datetime(),
});
export type RoutingCorrection = z.infer<typeof RoutingCorrection>;

export const routing = defineOperations('routing', {
  route: {
    summary: 'Which of the agents the caller may use a question is for, without asking it',
    http: ['POST', '/route'],
    permission: 'conversations:use',
    audit: { event: 'routing.decided', keep: [], hashed: ['question'] },
    rate: 'search',
    changes: false,
    input: z.object({ question: RoutedQuestion }),
    output: Routing,
    errors: [],
  },
  correct: {
    summary: 'Say which agent a question is for, or that it is for none. It becomes an example; admins can see it',
    http: ['POST', '/routing/corrections'],
    status: 201,
    permission: 'conversations:use',
    audit: { event: 'routing.corrected', keep: [], hashed: ['question'] },
    rate: 'write',
    changes: true,
    input: z.object({ question: RoutedQuestion.max(2_000), agent: ChosenAgent }),
    output: z.object({ id: z.uuid() }),
    errors: ['AGENT_NOT_FOUND'],
  },
  corrections: {
    summary: 'What people said their questions are for, latest first',
    http: ['GET', '/admin/routing/corrections'],
    permission: 'agents:manage',
    audit: { event: 'routing.read', keep: [] },
    rate: 'read',
    changes: false,
    input: z.object({}),
    output: z.object({ corrections: z.array(RoutingCorrection) }),
    errors: [],
  },
  forget: {
    summary: 'Take back a correction: it is no example any more',
    http: ['DELETE', '/admin/routing/corrections/{id}'],
    permission: 'agents:manage',
    audit: { event: 'routing.forgotten', keep: ['id'], resource: 'id' },
    rate: 'write',
    changes: true,
    input: z.object({ id: z.uuid() }),
    output: z.object({ forgotten: z.literal(true) }),
    errors: ['CORRECTION_NOT_FOUND'],
  },
});
