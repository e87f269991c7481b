import type { OnNamedStage } from './bring-in.ts';
import type { ImportStage } from './registry.ts';

/** How far it is with one model of several. */
export interface StageProgress {
  type: 'progress';
  stage: ImportStage;
  progress: number;
  name?: string;
}

const PROGRESS_STEP = 0.01;

/** Reports a stage's begin, its end, and steps that can be seen. */
export function inSteps(tell: (report: StageProgress) => void): OnNamedStage {
  let last: StageProgress | undefined;
  return (stage, progress, name) => {
    if (last?.stage === stage && last.name === name && progress < 1 && progress - last.progress < PROGRESS_STEP) return;
    last = { type: 'progress', stage, progress, name };
    tell(last);
  };
}
