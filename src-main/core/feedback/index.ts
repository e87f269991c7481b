export { evaluationSet } from './evaluation-set.ts';
export { feedbackHandlers } from './feedback-handlers.ts';
export { feedbackRows, type ReadFeedback } from './feedback-rows.ts';
