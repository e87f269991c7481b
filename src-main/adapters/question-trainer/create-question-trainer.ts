import { Worker } from 'node:worker_threads';
import type { QuestionTrainer } from '#core/ports/question-trainer.ts';

/** A thread for each training: it takes under a second, and agents change seldom. */
export function createQuestionTrainer({ workerUrl }: { workerUrl: URL }): QuestionTrainer {
  return {
    train: (task) =>
      new Promise((resolve, reject) => {
        const worker = new Worker(workerUrl, { workerData: task });
        worker.once('message', (weights: Float32Array) => resolve(weights));
        worker.once('error', reject);
        worker.once('exit', () => reject(new Error('the training of the routing ended early')));
      }),
  };
}
