import { hash } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import { verifySignature } from '#adapters/crypto/ed25519.ts';
import { createLogCheck, type Evidence } from '#core/audit/log-check.ts';
import { parseLine } from '#core/audit/parse-line.ts';

// The check of an audit log in a thread of its own: lines come in, null asks for the verdict.
const check = createLogCheck(workerData as Evidence, { sha256: (text) => hash('sha256', text), verifySignature });

parentPort?.on('message', (lines: string | null) => {
  parentPort?.postMessage(lines === null ? check.end() : lines.split('\n').every((line) => check.take(parseLine(line))));
});
