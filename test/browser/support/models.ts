import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { longScript, makeScriptedGguf } from '#test/support/gguf/make-scripted-gguf.ts';

/** Small models with a fixed answer, which llama.cpp runs like any other. */
export interface ScriptedModels {
  /** Says one true sentence about the sample plant, and cites the first passage. */
  brief: string;
  /** Writes for seconds, so that it can be stopped. */
  long: string;
  /** Named `.gguf`, and not one. */
  broken: string;
  folder: string;
  remove(): void;
}

/** A piece takes milliseconds with so many, so that a busy browser has seen the first long before the last is written. */
const SLOW_LAYERS = 8;

export const BRIEF_NAME = 'Scripted example';
export const LONG_NAME = 'Scripted at length';
export const BRIEF_ANSWER = ['The impeller nut', ' of', ' pump', ' P-101A', ' is tightened', ' to', ' 55', ' N·m', ' [1]', '.'];

export function makeModels(): ScriptedModels {
  const folder = mkdtempSync(join(tmpdir(), 'millwright-models-'));
  const at = (name: string) => join(folder, name);
  const models = { brief: at('scripted-example.gguf'), long: at('scripted-at-length.gguf'), broken: at('broken.gguf'), folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
  makeScriptedGguf(models.brief, { name: BRIEF_NAME, answer: BRIEF_ANSWER });
  makeScriptedGguf(models.long, { name: LONG_NAME, answer: longScript(300), layers: SLOW_LAYERS });
  return models;
}
