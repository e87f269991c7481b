import { GgufFileType, GgufInsights, type GgufFileInfo, type Llama, readGgufFileInfo } from 'node-llama-cpp';
import type { Pooling } from '#shared/contract/models.ts';
import type { ModelInspection } from '#core/ports/inference.ts';
import { refuse } from './gguf-refusal.ts';

/** A model file's own description of itself, checked against its size. */
export interface GgufDescription extends Omit<ModelInspection, 'fit'> {
  insights: GgufInsights;
}

/** Reads a file's metadata. Only for the throw-away process: a hostile header can keep the parser busy for a minute. Throws `MODEL_INVALID`. */
export async function readGguf(path: string, sizeBytes: number, llama: Llama): Promise<GgufDescription> {
  const info = await readGgufFileInfo(path, { sourceType: 'filesystem', logWarnings: false, spliceSplitFiles: false }).catch((cause: unknown) => {
    throw refuse('The description at the start of the file cannot be read: the file is cut off or damaged. Copy it again.', cause);
  });
  const architecture = textOf(info.metadata.general?.architecture);
  if (architecture === null) throw refuse('The file does not say which architecture its model has.');
  const insights = await GgufInsights.from(info, llama);
  if (!insights.isSupportedByLlamaCpp) throw refuse(`This version of llama.cpp does not know the architecture "${architecture.slice(0, 40)}".`);
  checkParts(info);
  checkWidth(info);
  checkLength(info, sizeBytes);
  return { insights, architecture, ...describe(info, insights) };
}

function checkParts({ metadata }: GgufFileInfo): void {
  const split: unknown = (metadata as { split?: { count?: unknown } }).split?.count;
  if (typeof split === 'number' && split > 1) throw refuse(`This is one of ${split} parts of a model. Join them into one file first.`);
}

/** A model too large for this machine is never tried, so a lie about its width would pass; its weights tell the truth. */
function checkWidth({ architectureMetadata, tensorInfo = [] }: GgufFileInfo): void {
  const claimed: unknown = (architectureMetadata as { embedding_length?: unknown }).embedding_length;
  const width = tensorInfo.find(({ name }) => name === 'token_embd.weight')?.dimensions[0];
  if (typeof claimed === 'number' && width !== undefined && Number(width) !== claimed) throw refuse('The file is damaged: what it says of its vectors does not match its weights.');
}

/** llama.cpp says only "failed to load" for a file that ends too early; here it is known how long it should be. */
function checkLength(info: GgufFileInfo, sizeBytes: number): void {
  const tensors = info.tensorInfo ?? [];
  if (tensors.length === 0) throw refuse('The file holds no weights.');
  const lastStart = tensors.reduce((last, tensor) => Math.max(last, Number(tensor.fileOffset)), 0);
  if (lastStart >= sizeBytes) throw refuse(`The file is cut off: it is ${megabytes(sizeBytes)} long, but its last part begins at ${megabytes(lastStart)}. Copy it again.`);
}

function describe(info: GgufFileInfo, insights: GgufInsights): Omit<ModelInspection, 'architecture' | 'fit'> {
  const { metadata: { general } } = info;
  const pooling = poolingOf(info);
  const fileType = general?.file_type;
  return {
    name: textOf(general?.name),
    parameters: insights.totalParameters > 0 ? insights.totalParameters : null,
    quantization: typeof fileType === 'number' ? (GgufFileType[fileType]?.replace(/^(ALL|MOSTLY)_/, '') ?? null) : null,
    contextTokens: insights.trainContextSize ?? null,
    pooling,
    dimension: pooling === null || pooling === 'rank' ? null : (insights.embeddingVectorSize ?? null),
    licence: textOf(general?.license),
  };
}

/** As llama.cpp numbers them; 0 is one vector for each token, which is of no use for a text. */
const POOLING_NUMBERS: ReadonlyMap<unknown, Pooling> = new Map([[1, 'mean'], [2, 'cls'], [3, 'last'], [4, 'rank']]);
/** Read a text as a whole and cannot write. */
const ENCODERS = /bert|^t5encoder$|^eurobert$/;

function poolingOf({ architectureMetadata, metadata }: GgufFileInfo): Pooling | null {
  const number: unknown = (architectureMetadata as { pooling_type?: unknown }).pooling_type;
  const pooling = POOLING_NUMBERS.get(number) ?? null;
  const architecture = String(metadata.general?.architecture);
  if (pooling === null && ENCODERS.test(architecture)) throw refuse(`The file does not say how a model of the architecture "${architecture.slice(0, 40)}" makes one vector of a text (its pooling type), so it can neither embed nor order texts here.`);
  return pooling;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value.trim().slice(0, 255) : null;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
