import { z } from 'zod';

/** Classes of machine that models are recommended for, by memory. */
export const MACHINE_CLASSES = ['cpu', 'gpu-8gb', 'gpu-24gb', 'server'] as const;
const MachineClasses = z.array(z.enum(MACHINE_CLASSES)).min(1);

/** A recommended model; `models/README.md` says what each field means. */
export const CatalogueEntry = z.object({
  id: z.string().min(1).max(100),
  name: z.string().min(1).max(200),
  format: z.enum(['gguf', 'onnx']),
  use: z.object({ fast: MachineClasses.optional(), heavy: MachineClasses.optional(), embed: MachineClasses.optional(), rerank: MachineClasses.optional() }),
  filename: z.string().min(1).max(255),
  sizeBytes: z.int().positive(),
  parameters: z.int().positive(),
  activeShare: z.number().positive().max(1),
  quantization: z.string().max(32),
  licence: z.string().min(1).max(255),
  contextTokens: z.int().positive(),
  attention: z.object({ layers: z.int().positive(), kvHeads: z.int().positive(), headDim: z.int().positive(), vocabulary: z.int().positive() }).nullable(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/).nullable(),
  source: z.string().min(1).max(500),
});
export type CatalogueEntry = z.infer<typeof CatalogueEntry>;

export const Catalogue = z.object({ version: z.literal(1), models: z.array(CatalogueEntry) });
