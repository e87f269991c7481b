import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AgentTemplate } from '#shared/contract/agents.ts';
import type { Logger } from '#core/ports/logger.ts';

/** The agents in a folder of JSON files, by file name; one that cannot be read is left out, because answering does not depend on it. */
export async function readAgentTemplates(folder: string, logger: Logger): Promise<AgentTemplate[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.json')).toSorted();
  const read = await Promise.all(
    names.map(async (name) => {
      try {
        return [AgentTemplate.parse(JSON.parse(await readFile(join(folder, name), 'utf8')))];
      } catch (error) {
        logger.error('an agent that comes with Millwright cannot be read', { file: name, error: String(error) });
        return [];
      }
    }),
  );
  return read.flat();
}
