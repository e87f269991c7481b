import { writeFile } from 'node:fs/promises';

/** A Vitest reporter that leaves how the tests ended in the file that MILLWRIGHT_ENDINGS names: counts, and what failed, by name. */
export default class EndingsReporter {
  async onTestRunEnd(modules) {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const inState = (wanted) => tests.filter((test) => test.result().state === wanted);
    const endings = {
      passed: inState('passed').length,
      skipped: inState('skipped').length,
      failures: [...modules.filter(isBroken).map((module) => `${module.relativeModuleId}: could not be run`), ...inState('failed').map(failure)],
      secondTries: tests.filter((test) => test.diagnostic()?.flaky).map(nameOf),
    };
    await writeFile(process.env.MILLWRIGHT_ENDINGS, JSON.stringify(endings));
  }
}

/** A file that failed without a failed test could not be loaded, or its set-up failed. */
function isBroken(module) {
  return !module.ok() && ![...module.children.allTests()].some((test) => test.result().state === 'failed');
}

const nameOf = (test) => `${test.module.relativeModuleId} > ${test.fullName}`;

const failure = (test) => `${nameOf(test)}: ${test.result().errors?.[0]?.message?.split('\n')[0] ?? ''}`;
