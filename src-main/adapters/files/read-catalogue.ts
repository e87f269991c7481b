import { readFile } from 'node:fs/promises';
import { Catalogue, type CatalogueEntry } from '#shared/contract/model-catalogue.ts';
import type { Logger } from '#core/ports/logger.ts';

/** The recommended models of a `catalog.json`; none where it cannot be read, because answering does not depend on it. */
export async function readCatalogue(path: string, logger: Logger): Promise<CatalogueEntry[]> {
  try {
    return Catalogue.parse(JSON.parse(await readFile(path, 'utf8'))).models;
  } catch (error) {
    logger.error('the catalogue of models cannot be read', { error: String(error) });
    return [];
  }
}
