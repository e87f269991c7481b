import { ERRORS, type ErrorCode } from '#shared/contract/errors.ts';

/** `UNREACHABLE` is the screen's own: the program behind it does not answer. */
export type FailureCode = ErrorCode | 'UNREACHABLE';

const fromContract = Object.fromEntries(Object.entries(ERRORS).map(([code, [, sentence]]) => [code, sentence]));

/** English takes the contract's sentences, so that they are written once. */
export const errors = {
  ...(fromContract as Record<ErrorCode, string>),
  UNREACHABLE: 'Millwright does not answer. Check that it is still running; what you typed is kept.',
};
