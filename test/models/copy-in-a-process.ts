import { createModelFiles } from '#adapters/files/model-files.ts';
import { createModelSources } from '#adapters/files/model-sources.ts';

// Copies a model into a folder and tells how far it is, until it is done or killed.
const [, , path = '', folder = ''] = process.argv;
const found = await createModelSources({ roots: 'any' }).local(path);
if (found.kind !== 'gguf') throw new Error('not a GGUF file');
const files = createModelFiles({ folder, freeSpaceFloorBytes: 0, syncBytes: 1024 * 1024 });
await files.copyFile(found.file, new AbortController().signal, (bytes) => process.send?.(bytes));
