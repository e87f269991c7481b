import { MillwrightError } from '#shared/contract/errors.ts';

/** Whether a model failed, rather than the question: another may do better. */
export const isModelFailure = (error: unknown): boolean => error instanceof MillwrightError && (error.code === 'MODEL_UNAVAILABLE' || error.code === 'MODEL_INVALID');

/** Whether a model sees too little at once for the question. */
export const isTooLong = (error: unknown): boolean => error instanceof MillwrightError && error.code === 'INVALID_INPUT';
