import type { CatalogueEntry } from '#shared/contract/model-catalogue.ts';
import type { MemoryFit } from '#shared/contract/models.ts';
import { type FreeMemory, kvCacheBytes, memoryFit } from '#shared/memory-fit.ts';
import type { ModelRow } from './model-rows.ts';

/** Tokens that llama.cpp evaluates at once; their logits need a buffer of single precision. */
const BATCH_TOKENS = 512;
const F32_BYTES = 4;
/** What ONNX Runtime takes beside the weights for inputs of at most 512 tokens. */
const ONNX_RUNTIME_BYTES = 150e6;

export type JudgedEntry = CatalogueEntry & { fit: MemoryFit; installed: string | null };

/** The catalogue as this machine sees it: what fits with a context of so many tokens, and what is installed. */
export function judgeCatalogue(entries: readonly CatalogueEntry[], rows: readonly ModelRow[], memory: FreeMemory, contextTokens: number): JudgedEntry[] {
  return entries.map((entry) => ({ ...entry, fit: judge(entry, memory, contextTokens), installed: installedAs(entry, rows) }));
}

function judge({ sizeBytes, activeShare, attention, contextTokens: most }: CatalogueEntry, memory: FreeMemory, wanted: number): MemoryFit {
  // ONNX models run on the CPU whatever GPU there is.
  if (attention === null) return memoryFit({ weightsBytes: sizeBytes, contextBytes: ONNX_RUNTIME_BYTES, activeShare }, { ...memory, vramBytes: 0 });
  const contextBytes = kvCacheBytes(attention, Math.min(wanted, most)) + BATCH_TOKENS * attention.vocabulary * F32_BYTES;
  return memoryFit({ weightsBytes: sizeBytes, contextBytes, activeShare }, memory);
}

/** By checksum where one is pinned, else by the publisher's name of the file, or of an ONNX model's folder. */
function installedAs({ sha256, filename, name, format }: CatalogueEntry, rows: readonly ModelRow[]): string | null {
  const named = format === 'gguf' ? filename : `${name}/onnx/${filename}`;
  const row = rows.find((each) => (sha256 === null ? each.filename.toLowerCase() === named.toLowerCase() : each.sha256 === sha256));
  return row?.id ?? null;
}
