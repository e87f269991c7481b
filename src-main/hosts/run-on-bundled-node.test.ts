import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

let root: string;
let starter: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'millwright-starter-'));
  const module = pathToFileURL(join(import.meta.dirname, 'run-on-bundled-node.ts')).href;
  const child = join(root, 'child.mjs');
  await writeFile(
    child,
    `import { endWithStarter } from ${JSON.stringify(module)};
    endWithStarter();
    const [, , does] = process.argv;
    if (does === 'exit') process.exitCode = 7;
    if (does === 'wait') {
      process.on('SIGTERM', () => { console.log('told to stop'); process.exit(3); });
      setInterval(() => {}, 1000);
      console.log('pid ' + process.pid);
    }`,
  );
  starter = join(root, 'starter.mjs');
  await writeFile(starter, `import { runOnBundledNode } from ${JSON.stringify(module)}; runOnBundledNode(process.execPath, [${JSON.stringify(child)}, ...process.argv.slice(2)]);`);
});
afterAll(() => rm(root, { recursive: true, force: true }));

async function started(): Promise<{ parent: ChildProcess; pid: number; output: () => string }> {
  const parent = spawn(process.execPath, [starter, 'wait'], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  parent.stdout?.on('data', (data: Buffer) => (text += data.toString()));
  while (!/pid \d+/.test(text)) await sleep(20);
  return { parent, pid: Number(/pid (\d+)/.exec(text)?.[1]), output: () => text };
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('running on another Node in this one\u2019s place', () => {
  test('gives the exit status on, and a command with nothing left to do ends', async () => {
    const parent = spawn(process.execPath, [starter, 'exit'], { stdio: 'inherit' });
    expect(await once(parent, 'exit')).toEqual([7, null]);
  });

  test.skipIf(process.platform === 'win32')('passes signals on', async () => {
    const { parent, output } = await started();
    parent.kill('SIGTERM');
    expect(await once(parent, 'exit')).toEqual([3, null]);
    expect(output()).toContain('told to stop');
  });

  test('ends at once when the starter is killed outright', async () => {
    const { parent, pid } = await started();
    parent.kill('SIGKILL');
    await once(parent, 'exit');
    for (let tries = 0; tries < 200 && alive(pid); tries += 1) await sleep(20);
    expect(alive(pid)).toBe(false);
  });
});
