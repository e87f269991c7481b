import { hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { readAnchorFile } from '#shared/contract/anchor-file.ts';
import { readLines } from '#adapters/audit-check/read-lines.ts';
import { verifySignature } from '#adapters/crypto/ed25519.ts';
import type { ChainVerdict } from '#core/audit/chain.ts';
import { type Anchor, readCheckpoint, type SignedCheckpoint } from '#core/audit/checkpoint.ts';
import { createLogCheck } from '#core/audit/log-check.ts';
import { parseLine } from '#core/audit/parse-line.ts';

// audit-verify FILE.jsonl [--anchor FILE]: checks an exported audit log with nothing but this program and Node. Prints a verdict
// as JSON; exit status 0 where the log is whole, 1 where it is not, 2 where that cannot be told.

const check = { sha256: (text: string) => hash('sha256', text), verifySignature };

const isCheckpoint = (line: string): boolean => line.startsWith('{"checkpoint"');

function anchorIn(text: string): Anchor {
  const anchor = readAnchorFile(text);
  if (anchor === null || readCheckpoint(anchor, check) === null) throw new Error('This is no anchor that Millwright signed, or it was changed.');
  return anchor;
}

async function verify(file: string, anchorFile: string | undefined): Promise<ChainVerdict> {
  const anchors = anchorFile === undefined ? [] : [anchorIn(await readFile(anchorFile, 'utf8'))];
  const checkpoints: SignedCheckpoint[] = [];
  for await (const lines of readLines(file)) {
    for (const line of lines) if (isCheckpoint(line)) checkpoints.push((JSON.parse(line) as { checkpoint: SignedCheckpoint }).checkpoint);
  }
  const [first] = checkpoints.map((signed) => readCheckpoint(signed, check));
  if (first && anchors.some((anchor) => readCheckpoint(anchor, check)?.tenant !== first.tenant)) throw new Error('The anchor belongs to the log of another plant.');
  const log = createLogCheck({ checkpoints, anchors }, check);
  for await (const lines of readLines(file)) {
    for (const line of lines) if (!isCheckpoint(line)) log.take(parseLine(line));
  }
  return log.end();
}

const USAGE = `Usage: audit-verify FILE.jsonl [--anchor FILE]

Checks an audit log that was exported as JSONL. Prints {"ok","records","firstBad"}; exit status 0: the log is whole,
1: it is not, 2: that cannot be told.`;

async function main(args: readonly string[]): Promise<number> {
  try {
    const { values, positionals } = parseArgs({
      args: [...args], allowPositionals: true, options: { anchor: { type: 'string' }, json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
    });
    const [file, anchor = values.anchor] = positionals;
    if (values.help || file === undefined || positionals.length > 2) {
      process[values.help ? 'stdout' : 'stderr'].write(`${USAGE}\n`);
      return values.help ? 0 : 2;
    }
    const verdict = await verify(file, anchor);
    process.stdout.write(`${JSON.stringify(verdict)}\n`);
    return verdict.ok ? 0 : 1;
  } catch (error) {
    process.stderr.write(`${sentenceOf(error)}\n`);
    return 2;
  }
}

function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { path, code, message } = error as NodeJS.ErrnoException;
  if (path !== undefined) return code === 'ENOENT' ? `There is no file ${path}.` : `${path} cannot be read.`;
  return code === 'EISDIR' ? 'A folder was named where a file is wanted.' : message;
}

process.exitCode = await main(process.argv.slice(2));
