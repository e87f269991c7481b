import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import { readJson } from '#shared/contract/read-json.ts';
import { showToast } from './toast-store.ts';

interface DefinitionFile {
  take(file: File): Promise<void>;
  /** What is wrong with the last one, in a sentence. */
  problem: string | null;
}

/** Takes a definition from a JSON file that a person picked, to begin with. `refused` says that a file holds none. */
export function useDefinitionFile<T>(schema: z.ZodType<T>, begin: (definition: T) => void, refused: (name: string, why: string) => string): DefinitionFile {
  const { t } = useTranslation();
  const [problem, setProblem] = useState<string | null>(null);
  return {
    problem,
    async take(file) {
      const read = readJson(await file.text(), schema, 'definition');
      setProblem('why' in read ? refused(file.name, read.why) : null);
      if ('why' in read) return;
      showToast({ state: 'ready', text: t('agents.imported', { name: file.name }) });
      begin(read.value);
    },
  };
}
