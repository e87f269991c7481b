import { cp, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import type { TestProject } from 'vitest/node';
import { startAppliance } from './appliance.ts';
import { asAdmin, SAMPLE_DOCUMENTS, setUpPlant } from './plant.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Folder of the plants that this run has set up. */
    madePlants: string;
  }
}

export interface MadePlant {
  /** To be copied, never opened. */
  dataDirectory: string;
  /** Session of its admin. */
  token: string;
}

/** Gives a run of Vitest a folder for the plants it sets up. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'millwright-plants-'));
  project.provide('madePlants', folder);
  return () => rm(folder, { recursive: true, force: true });
}

/** A plant that nobody has used, set up by a real appliance once in a run; the sample's documents are read. */
export async function madePlant(kind: 'empty' | 'sample'): Promise<MadePlant> {
  const made = join(inject('madePlants'), kind);
  return (await readMade(made)) ?? make(kind, made);
}

async function readMade(folder: string): Promise<MadePlant | null> {
  const token = await readFile(join(folder, 'token'), 'utf8').catch(() => null);
  return token === null ? null : { dataDirectory: join(folder, 'data'), token };
}

async function make(kind: 'empty' | 'sample', made: string): Promise<MadePlant> {
  const making = await mkdtemp(`${made}-`);
  const appliance = await startAppliance();
  try {
    const token = await setUpPlant(appliance, kind === 'sample');
    if (kind === 'sample') await asAdmin(appliance, token).untilRead(SAMPLE_DOCUMENTS);
    await appliance.stop();
    await cp(appliance.dataDirectory, join(making, 'data'), { recursive: true });
    await writeFile(join(making, 'token'), token);
  } finally {
    await appliance.remove();
  }
  // Two files may make the same at the same time; whoever is first wins.
  await rename(making, made).catch(() => undefined);
  const first = await readMade(made);
  if (first === null) throw new Error(`${made} was not made`);
  return first;
}
