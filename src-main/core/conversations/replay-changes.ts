import type { ReplayChange } from '#shared/contract/answers.ts';
import type { Principal } from '#core/pipeline/index.ts';
import type { Wording } from '#core/prompts/index.ts';
import type { CitedDocuments, Generation } from './dependencies.ts';
import type { ReplaySource } from './replay-source.ts';

/** What answers now. */
export interface RunsNow {
  model: Generation['model'];
  device: string | null;
  wording: Wording['versions'];
  promptSha256: string;
  samplingSha256: string;
}

/** What has changed since an answer was written, of what it was made with. */
export async function replayChanges(cited: CitedDocuments, principal: Principal, { message, made }: ReplaySource, { model, device, wording, promptSha256, samplingSha256 }: RunsNow): Promise<ReplayChange[]> {
  const changes: ReplayChange[] = [];
  if (model.id !== made.modelId) changes.push({ what: 'model', before: message.model, now: model.name });
  else if (model.sha256 !== made.modelSha256) changes.push({ what: 'model-file', before: made.modelSha256, now: model.sha256 });
  if (made.device !== undefined && made.device !== null && device !== made.device) changes.push({ what: 'back-end', before: made.device, now: device });
  if (promptSha256 !== made.promptSha256) changes.push({ what: 'prompt', before: made.promptSha256, now: promptSha256 });
  if (made.samplingSha256 !== undefined && samplingSha256 !== made.samplingSha256) changes.push({ what: 'sampling', before: made.samplingSha256, now: samplingSha256 });
  if (message.agent === null && made.prompts !== undefined && JSON.stringify(made.prompts) !== JSON.stringify(wording)) changes.push({ what: 'wording', before: null, now: null });
  return [...changes, ...(await documentChanges(cited, principal, message))];
}

async function documentChanges(cited: CitedDocuments, principal: Principal, { used, citations }: ReplaySource['message']): Promise<ReplayChange[]> {
  const standings = await cited.standings(principal, used.map(({ id }) => id));
  return used.flatMap(({ id }): ReplayChange[] => {
    const now = standings.get(id)?.document ?? null;
    if (now?.standing === 'in-force') return [];
    const name = now?.filename ?? citations.find(({ document }) => document.id === id)?.document.filename ?? id;
    return [{ what: 'document', before: name, now: now?.standing ?? 'deleted' }];
  });
}
