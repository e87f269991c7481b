import { writeFile } from 'node:fs/promises';

/** A Vitest reporter that leaves how the tests ended in the file that MILLWRIGHT_ENDINGS names: counts, and what failed, by name. */
export default class EndingsReporter {
  async onTestRunEnd(modules) {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const inState = (wanted) => tests.filter((test) => test.result().state === wanted);
    const endings = {
      passed: inState('passed').length,
      skipped: inState('skipped').length,
      failures: [...modules.flatMap(brokenGroups), ...inState('failed').map((test) => `${nameOf(test)}: ${firstLine(test.result().errors)}`)],
      secondTries: tests.filter((test) => test.diagnostic()?.flaky).map(nameOf),
    };
    await writeFile(process.env.MILLWRIGHT_ENDINGS, JSON.stringify(endings));
  }
}

/** A file that could not be loaded, and groups whose set-up failed, leave no failed test. */
function brokenGroups(module) {
  return [module, ...module.children.allSuites()].filter((group) => group.errors().length > 0).map((group) => `${module.relativeModuleId} > ${group.fullName ?? ''}: ${firstLine(group.errors())}`);
}

const nameOf = (test) => `${test.module.relativeModuleId} > ${test.fullName}`;

const firstLine = (errors) => errors?.[0]?.message?.split('\n')[0] ?? '';
