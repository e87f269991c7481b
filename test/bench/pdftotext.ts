import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
const SCRIPT = 'for file in "$@"; do pdftotext -bbox "$file" /dev/null; done; times';

/** CPU that Poppler's `pdftotext -bbox` takes for these files, a process a file, in milliseconds; null where it is not installed. */
export async function pdftotextCpuMs(pdfs: readonly string[]): Promise<number | null> {
  if (!(await run('pdftotext', ['-v']).then(() => true, () => false))) return null;
  const { stdout } = await run('bash', ['-c', SCRIPT, 'pdftotext', ...pdfs], { maxBuffer: 1024 ** 2, env: { ...process.env, LC_ALL: 'C' } });
  const [user, system] = (stdout.trim().split('\n').at(-1) ?? '').split(' ').map(milliseconds);
  return (user ?? Number.NaN) + (system ?? Number.NaN);
}

/** As the shell's `times` writes it: 0m1.234s. */
function milliseconds(written: string): number {
  const [, minutes, seconds] = /(\d+)m([\d.]+)s/.exec(written) ?? [];
  return (Number(minutes) * 60 + Number(seconds)) * 1000;
}
