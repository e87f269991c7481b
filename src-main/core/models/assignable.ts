import { MillwrightError } from '#shared/contract/errors.ts';
import { type ModelRole, modelTask } from '#shared/contract/models.ts';
import type { ModelRegistry } from './registry.ts';

const DOES = { write: 'writes text', embed: 'makes search vectors', rerank: 'orders search results' } as const;

/**
 * Throws unless a model can be used for a role on this machine now: `MODEL_NOT_FOUND`, `MODEL_INVALID`, or `MODEL_TOO_LARGE` by a verdict
 * taken anew, because free memory changes.
 */
export async function checkAssignable(registry: Pick<ModelRegistry, 'get' | 'recheck'>, id: string, role: ModelRole, signal: AbortSignal): Promise<void> {
  const row = await registry.get(id);
  const task = modelTask(row);
  if (role === 'embed' && task !== 'embed') throw new MillwrightError('MODEL_INVALID', `${row.name} ${DOES[task]}. Search by meaning needs an embedding model.`);
  if (role === 'rerank' && task !== 'rerank') throw new MillwrightError('MODEL_INVALID', `${row.name} ${DOES[task]}. Ranking results needs a cross-encoder.`);
  if ((role === 'fast' || role === 'heavy') && task !== 'write') throw new MillwrightError('MODEL_INVALID', `${row.name} ${DOES[task]} and cannot write answers.`);
  if (row.status === 'checking') throw new MillwrightError('MODEL_INVALID', `${row.name} is still being checked. Try again in a moment.`);
  if (row.status === 'refused') throw new MillwrightError('MODEL_INVALID', row.problem ?? undefined);
  if (row.fit?.verdict !== 'no') return;
  const { fit } = await registry.recheck(id, signal);
  if (fit?.verdict === 'no') throw new MillwrightError('MODEL_TOO_LARGE', `${row.name} does not fit into the memory of this machine. ${fit.sentence}`);
}
