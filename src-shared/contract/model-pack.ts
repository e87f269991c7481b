import { z } from 'zod';

/** First bytes of a `.mwpack` file; then four bytes (little-endian) with the length of the header, the header, and the files one after the other. */
export const PACK_MAGIC = 'MWPACK1\n';
/** Longest header, in bytes. */
export const PACK_HEADER_BYTES = 1024 * 1024;

/** Of a key, or of the contents of an unsigned pack; in groups of four or not. */
export const Fingerprint = z.string().regex(/^[0-9A-Fa-f -]{40,60}$/);

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
/** A name, or a name in the `onnx` folder: nothing that could lead out of a model's folder. */
const path = z.string().max(120).regex(/^(onnx\/)?[A-Za-z0-9_][\w.-]*$/);

/** The header: what was signed, word for word, with the key and signature; both null in an unsigned pack. */
export const PackHeader = z.object({
  manifest: z.string(),
  /** Ed25519, base64url. */
  key: z.string().max(64).nullable(),
  signature: z.string().max(128).nullable(),
});
export type PackHeader = z.infer<typeof PackHeader>;

/** What a pack holds; the files follow the header in this order. */
export const PackManifest = z.object({
  v: z.literal('millwright-model-pack-1'),
  madeAt: z.iso.datetime(),
  publisher: z.string().max(200),
  models: z
    .array(
      z.object({
        name: z.string().min(1).max(255),
        format: z.enum(['gguf', 'onnx']),
        licence: z.string().max(255).nullable(),
        files: z.array(z.object({ path, sizeBytes: z.int().positive(), sha256 })).min(1).max(64),
      }),
    )
    .min(1)
    .max(100),
});
export type PackManifest = z.infer<typeof PackManifest>;
