import { parentPort, workerData } from 'node:worker_threads';
import type { QuestionTraining } from '#core/ports/question-trainer.ts';
import { trainOnQuestions } from '#core/routing/train-on-questions.ts';

// Trains the routing of questions in a thread of its own: the task comes as worker data, the weights go back.
const weights = trainOnQuestions(workerData as QuestionTraining);
parentPort?.postMessage(weights, [weights.buffer as ArrayBuffer]);
