import { MillwrightError } from '#shared/contract/errors.ts';

/** `FILE_LIMIT` with the limit in words: "The file has more than 30,000 pages, which is …". */
export function limitError(what: string, limit: number): MillwrightError {
  return new MillwrightError(
    'FILE_LIMIT',
    `The file has more than ${limit.toLocaleString('en-US')} ${what}, which is the limit for one file. Split it and add the pieces.`,
  );
}
