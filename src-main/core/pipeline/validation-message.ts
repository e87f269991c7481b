import type { z } from 'zod';

/** One sentence that names the field and what is wrong with it, never what was sent. */
export function firstIssue(error: z.ZodError): string {
  const [issue] = error.issues;
  if (!issue) return 'The request is not understood.';
  const field = issue.path.join('.');
  return field ? `${field}: ${issue.message}` : issue.message;
}
