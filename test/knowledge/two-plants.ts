import { afterAll, beforeAll } from 'vitest';
import type { DocumentSummary } from '#shared/contract/documents.ts';
import type { Principal } from '#core/pipeline/index.ts';
import { freshDataDirectory } from '#test/database/open-test-database.ts';
import { addPlant, bytesOf, callFor, invoke, type OpenKnowledge, openKnowledge, type Plant, removeData } from './open-knowledge.ts';

export interface TwoPlants {
  readonly data: string;
  readonly open: OpenKnowledge;
  readonly plant: Plant;
  readonly other: Plant;
  readonly admin: Principal;
  /** Closes the data directory and, after what happens meanwhile, opens it again. */
  reopen(meanwhile: () => Promise<void>): Promise<void>;
  /** Calls an operation, as the plant's admin unless told. */
  call<T>(name: string, input: object, who?: Principal): Promise<T>;
  /** Adds a document and waits until it is ready. */
  add(filename: string, text: string, more?: object, who?: Principal): Promise<DocumentSummary>;
}

interface Opened {
  data: string;
  open: OpenKnowledge;
  plant: Plant;
  other: Plant;
}

/** One data directory for all tests of a file, with two plants and search by keyword; it is closed and removed after them. */
export function withTwoPlants(): TwoPlants {
  let opened: Opened | undefined;

  beforeAll(async () => {
    const data = await freshDataDirectory();
    const open = await openKnowledge(data, { embedding: 'none' });
    opened = { data, open, plant: await addPlant(open.database, 'North Works'), other: await addPlant(open.database, 'South Works') };
    await open.knowledge.start();
  });

  afterAll(async () => {
    await opened?.open.close();
    if (opened !== undefined) await removeData(opened.data);
  });

  const now = (): Opened => {
    if (opened === undefined) throw new Error('the plants are there once a test runs');
    return opened;
  };
  const call = <T>(name: string, input: object, who = now().plant.as('admin')): Promise<T> => invoke<T>(now().open.knowledge, name, input, callFor(who));

  return {
    get data() {
      return now().data;
    },
    get open() {
      return now().open;
    },
    get plant() {
      return now().plant;
    },
    get other() {
      return now().other;
    },
    get admin() {
      return now().plant.as('admin');
    },
    async reopen(meanwhile) {
      await now().open.close();
      await meanwhile();
      now().open = await openKnowledge(now().data, { embedding: 'none' });
      await now().open.knowledge.start();
    },
    call,
    async add(filename, text, more = {}, who) {
      const input = { filename, content: { stream: bytesOf(text) }, label: 'internal', tags: [], ...more };
      const { document } = await call<{ document: DocumentSummary }>('documents.upload', input, who);
      await now().open.knowledge.ingestion.idle();
      return document;
    },
  };
}
