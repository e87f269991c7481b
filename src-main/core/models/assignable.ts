import { MillwrightError } from '#shared/contract/errors.ts';
import type { ModelRole } from '#shared/contract/models.ts';
import type { ModelRegistry } from './registry.ts';

/**
 * Throws unless a model can be used for a role on this machine now: `MODEL_NOT_FOUND`, `MODEL_INVALID`, or `MODEL_TOO_LARGE` by a verdict
 * taken anew, because free memory changes.
 */
export async function checkAssignable(registry: Pick<ModelRegistry, 'get' | 'recheck'>, id: string, role: ModelRole, signal: AbortSignal): Promise<void> {
  const row = await registry.get(id);
  if (role === 'rerank') throw new MillwrightError('MODEL_INVALID', 'Search results are not ranked again yet, so there is no use for a model in this role.');
  if (role === 'embed') {
    if (row.format !== 'onnx') throw new MillwrightError('MODEL_INVALID', `${row.name} writes text. Search by meaning needs an embedding model: an ONNX folder in the models folder, found at the next start.`);
    return;
  }
  if (row.format !== 'gguf') throw new MillwrightError('MODEL_INVALID', `${row.name} makes search vectors and cannot write answers.`);
  if (row.status === 'checking') throw new MillwrightError('MODEL_INVALID', `${row.name} is still being checked. Try again in a moment.`);
  if (row.status === 'refused') throw new MillwrightError('MODEL_INVALID', row.problem ?? undefined);
  if (row.fit?.verdict !== 'too-large') return;
  const { fit } = await registry.recheck(id, signal);
  if (fit?.verdict === 'too-large') throw new MillwrightError('MODEL_TOO_LARGE', `${row.name} does not fit into the memory of this machine. ${fit.sentence}`);
}
