import { MillwrightError } from '#shared/contract/errors.ts';
import type { PackHeader, PackManifest } from '#shared/contract/model-pack.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { ModelFiles } from '#core/ports/model-files.ts';
import type { PackedFile, PackWriter } from '#core/ports/pack-writer.ts';
import type { ModelRow } from './model-rows.ts';
import type { Publishers } from './publishers.ts';
import type { ModelRegistry } from './registry.ts';

export interface PackWish {
  ids: readonly string[];
  /** Full path of the pack. */
  out: string;
  /** Name under which whoever takes the pack sees its publisher. */
  publisher: string;
}

export interface MadePack {
  sizeBytes: number;
  /** Of the key that signed it. */
  fingerprint: string;
}

type OnPackStage = (stage: 'checksum' | 'copying', progress: number) => void;
type Summed = PackedFile & { sha256: string };

interface Deps {
  registry: Pick<ModelRegistry, 'get'>;
  modelFiles: Pick<ModelFiles, 'sha256'>;
  packWriter: PackWriter;
  publishers: Pick<Publishers, 'sign' | 'own'>;
  clock: Clock;
}

/** Puts installed models into one signed file that can be carried to machines without a network. */
export async function makePack({ registry, modelFiles, packWriter, publishers, clock }: Deps, { ids, out, publisher }: PackWish, signal: AbortSignal, onStage: OnPackStage): Promise<MadePack> {
  await packWriter.check(out);
  const models: { row: ModelRow; files: Summed[] }[] = [];
  onStage('checksum', 0);
  for (const id of new Set(ids)) {
    const row = await registry.get(id);
    if (row.status !== 'ready' || row.sha256 === null) throw new MillwrightError('MODEL_INVALID', `${row.name} is not ready to be used, so it is not packed.`);
    if (row.bundled) throw new MillwrightError('MODEL_INVALID', `${row.name} comes with every Millwright and needs no packing.`);
    models.push({ row, files: await summed(row, row.sha256) });
    onStage('checksum', models.length / ids.length);
  }

  async function summed(row: ModelRow, weightsSum: string): Promise<Summed[]> {
    const files = await packWriter.filesOf(row.path, row.format);
    const sums: Summed[] = [];
    // The weights must be those that were installed; what lies beside them has no checksum yet.
    for (const each of files) sums.push({ ...each, sha256: each.file === row.path ? weightsSum : await modelFiles.sha256(each.file, signal, () => undefined) });
    return sums;
  }

  const manifest: PackManifest = {
    v: 'millwright-model-pack-1',
    madeAt: clock.now().toISOString(),
    publisher,
    models: models.map(({ row, files }) => ({ name: folderName(row), format: row.format, licence: row.licence, files: files.map(({ path, sizeBytes, sha256 }) => ({ path, sizeBytes, sha256 })) })),
  };
  const text = JSON.stringify(manifest);
  const header: PackHeader = { manifest: text, ...(await publishers.sign(text)) };
  const files = models.flatMap((model) => model.files);
  const total = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  onStage('copying', 0);
  const { sizeBytes } = await packWriter.write({ out, header: JSON.stringify(header), files, signal, onBytes: (bytes) => onStage('copying', bytes / total) });
  return { sizeBytes, fingerprint: (await publishers.own()).fingerprint };
}

/** An ONNX model is known by its folder. */
const folderName = ({ format, filename, name }: ModelRow): string => (format === 'onnx' ? (filename.split('/')[0] ?? name) : name);
