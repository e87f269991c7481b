import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { bundledNode, root } from './bundled-node.mjs';

/**
 * Runs a program in the repository and resolves with its exit status and what it printed (where `capture` is set).
 * @param {string} command
 * @param {string[]} args
 * @param {{ capture?: boolean, env?: Record<string, string | undefined>, timeoutMs?: number }} [options]
 * @returns {Promise<{ status: number, output: string }>}
 */
export function runProgram(command, args, { capture = false, env = {}, timeoutMs } = {}) {
  return new Promise((done) => {
    const stdio = capture ? ['ignore', 'pipe', 'pipe'] : 'inherit';
    const child = spawn(command, args, { cwd: root, stdio, env: { ...process.env, ...env }, timeout: timeoutMs, windowsHide: true });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += String(chunk)));
    child.once('error', (error) => done({ status: 127, output: `${output}${error.message}` }));
    child.once('close', (code, signal) => done({ status: exitStatus(code, signal), output }));
  });
}

/** Runs one of the packages' programs on the bundled Node. */
export function runPackage(script, args, options) {
  return runProgram(bundledNode(), [`node_modules/${script}`, ...args], options);
}

/** What a shell would report: the code, or 128 and the number of the signal that ended the process. */
export function exitStatus(code, signal) {
  return code ?? 128 + (constants.signals[signal] ?? 0);
}
