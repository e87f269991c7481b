import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { type MeasuredThreads, ThreadRecords } from '#shared/thread-records.ts';

const MOST_RECORDS = 200;

/** What was measured of each model on this machine, in a file that may be lost: then it is measured again. */
export interface ThreadRecordFile {
  /** Undefined where nothing was measured on this kind of machine, or nothing that can be relied on. */
  find(modelSha256: string): Promise<MeasuredThreads | undefined>;
  keep(modelSha256: string, measured: MeasuredThreads): Promise<void>;
}

/** @param directory of the file; null to keep nothing */
export function createThreadRecords(directory: string | null, cores: number): ThreadRecordFile {
  const machine = `${cpus()[0]?.model ?? 'unknown'}, ${cores}`;
  const keyOf = (sha256: string): string => `${sha256} on ${machine}`;

  async function read(path: string): Promise<ThreadRecords> {
    const text = await readFile(path, 'utf8').catch(() => '{}');
    return ThreadRecords.catch({}).parse(jsonOrNull(text));
  }

  return {
    find: async (sha256) => {
      if (directory === null) return undefined;
      const found = (await read(fileIn(directory)))[keyOf(sha256)];
      return found?.quiet === true ? found : undefined;
    },
    keep: async (sha256, measured) => {
      if (directory === null) return;
      const path = fileIn(directory);
      const { [keyOf(sha256)]: _old, ...others } = await read(path);
      const records = Object.fromEntries([...Object.entries(others), [keyOf(sha256), measured]].slice(-MOST_RECORDS));
      await mkdir(directory, { recursive: true, mode: 0o700 });
      await writeFile(`${path}.new`, JSON.stringify(records), { mode: 0o600 });
      await rename(`${path}.new`, path);
    },
  };
}

const fileIn = (directory: string): string => join(directory, 'threads.json');

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
