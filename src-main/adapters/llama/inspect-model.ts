import { setTimeout } from 'node:timers/promises';
import { LlamaChat } from 'node-llama-cpp';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { Pooling } from '#shared/contract/models.ts';
import type { ModelInspection } from '#core/ports/inference.ts';
import { chatItems } from './chat-items.ts';
import { checkGgufStart, refuse } from './gguf-refusal.ts';
import type { InspectInput, InspectReport, MachineUse } from './inference-protocol.ts';
import { judgeMemory } from './judge-memory.ts';
import { type OpenedLlama, openLlama, type WorkerLog } from './open-llama.ts';
import { readGguf } from './read-gguf.ts';
import { threadsFor } from './text-methods.ts';
import { openRankModel, openVectorModel } from './text-model.ts';

const TRIAL_CONTEXT = 64;
const TOLD_MS = 20;
const TRIAL_TEXT = 'The safety valve opens at 13.5 bar.';

/** Reads a model file and tries it once. Runs in a throw-away process: a malformed file can abort or stall it. Throws `MODEL_INVALID`. */
export async function inspectModel({ modelPath, use }: InspectInput, report: (note: InspectReport) => void, log: WorkerLog): Promise<ModelInspection> {
  const stage = (name: 'inspecting' | 'trial-load', progress: number): void => report({ type: 'stage', stage: name, progress });
  stage('inspecting', 0);
  const { sizeBytes } = await checkGgufStart(modelPath);
  const opened = await openLlama(use, log);
  stage('inspecting', 0.3);
  const { insights, ...description } = await readGguf(modelPath, sizeBytes, opened.llama);
  const fit = await judgeMemory(insights, opened.llama, sizeBytes, use.maxContextTokens);
  stage('inspecting', 1);
  if (description.pooling === 'rank' && !insights.supportsRanking) throw refuse('The file says that its model judges texts, but it has no head to judge with.');
  if (fit.verdict === 'no') return { ...description, fit };
  const dimension = await tryOnce(opened, { modelPath, pooling: description.pooling, use, onTemplate: () => report({ type: 'template' }) }, (progress) => stage('trial-load', progress));
  return { ...description, dimension: dimension ?? description.dimension, fit };
}

interface Trial {
  modelPath: string;
  pooling: Pooling | null;
  use: MachineUse;
  /** The chat template is filled in next: a program in the file, which may never end. */
  onTemplate: () => void;
}

/** Loads the weights with every tensor checked, and evaluates a little: some damage shows only then. Gives the length of vectors, where the model makes some. */
async function tryOnce(opened: OpenedLlama, trial: Trial, onProgress: (progress: number) => void): Promise<number | null> {
  onProgress(0);
  try {
    const dimension = await evaluate(opened, trial, (fraction) => onProgress(fraction * 0.9));
    onProgress(1);
    return dimension;
  } catch (cause) {
    if (cause instanceof MillwrightError) throw cause;
    const log = await opened.lastErrors();
    throw refuse(sentenceFor(log), new Error(log, { cause }));
  }
}

async function evaluate(opened: OpenedLlama, { modelPath, pooling, use, onTemplate }: Trial, onProgress: (fraction: number) => void): Promise<number | null> {
  const options = { threads: threadsFor(opened, use), checkTensors: true, onProgress };
  if (pooling === 'rank') {
    await (await openRankModel(opened, modelPath, options)).rank(TRIAL_TEXT, TRIAL_TEXT);
    return null;
  }
  if (pooling !== null) {
    const model = await openVectorModel(opened, modelPath, options);
    const vector = await model.embed(TRIAL_TEXT);
    if (vector.every((value) => value === 0)) throw refuse('The model makes a vector of nothing but zeros: its weights are damaged.');
    return model.dimension;
  }
  const model = await opened.llama.loadModel({ modelPath, checkTensors: true, onLoadProgress: onProgress });
  const context = await model.createContext({ sequences: 1, contextSize: Math.min(TRIAL_CONTEXT, model.trainContextSize) });
  const sequence = context.getSequence();
  await sequence.evaluateWithoutGeneratingNewTokens(model.tokenize('a'));
  onTemplate();
  // What is reported leaves this process only while it is not busy.
  await setTimeout(TOLD_MS);
  new LlamaChat({ contextSequence: sequence }).chatWrapper.generateContextState({ chatHistory: chatItems('Answer.', [{ role: 'user', text: 'a' }, { role: 'assistant', text: 'b' }], TRIAL_TEXT) });
  return null;
}

/** llama.cpp gives its reasons only in its log, in its own terms. */
function sentenceFor(log: string): string {
  if (/invalid data|tensor .* has invalid/i.test(log)) return 'The weights in the file are damaged. Copy it again.';
  if (/not within the file bounds|corrupted or incomplete/i.test(log)) return 'The file is cut off: part of its weights is missing. Copy it again.';
  if (/vocab|tokenizer/i.test(log)) return 'The vocabulary in the file is missing or damaged.';
  if (/unknown model architecture/i.test(log)) return 'This version of llama.cpp does not know the architecture of this model.';
  if (/(missing|wrong) .*tensor|tensor .*(not found|wrong shape)|wrong number of tensors/i.test(log)) return 'The file does not hold the weights its architecture needs.';
  if (/failed to allocate|out of memory/i.test(log)) return 'There was not enough memory to try the model.';
  return 'llama.cpp cannot load the file: it is damaged or made for another version.';
}
