import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** By hand: on a machine that has not run them before, Vitest knows the size of files alone, and the end waits for one that is short and slow. */
const LONGEST = ['every-screen', 'agents', 'asking-with-a-model', 'administering', 'approvals', 'many-documents', 'keeping-documents', 'managing-access'];

/** Long files first, so that no worker is left with one at the end. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).toSorted((a, b) => place(a) - place(b));
  }
}

function place({ moduleId }: TestSpecification): number {
  const at = LONGEST.findIndex((name) => moduleId.endsWith(`/${name}.test.ts`));
  return at < 0 ? LONGEST.length : at;
}
