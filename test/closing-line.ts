import type { Reporter, TestModule } from 'vitest/node';

/** Ends the output with one plain line of counts. On CI a skipped test fails the run: what is missing there is to be installed. */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const states = modules.flatMap((module) => [...module.children.allTests()].map((test) => test.result().state));
    const count = (state: string) => states.filter((candidate) => candidate === state).length;
    const failed = count('failed') + errors.length + modules.filter((module) => module.errors().length > 0).length;
    const skipped = count('skipped');
    console.log(`\n${count('passed')} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
    if (process.env.CI && skipped > 0) {
      console.error('On CI nothing may be skipped: install what is missing in .ci/run.');
      process.exitCode = 1;
    }
  }
}
