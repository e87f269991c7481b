import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

const KINDS: Readonly<Record<string, string>> = { string: 'text', number: 'a number', int: 'a whole number', boolean: 'true or false', array: 'a list', object: 'an object' };
const UNITS: Readonly<Record<string, string>> = { string: ' characters', array: ' entries' };

/** One sentence that names the field and what is wrong with it, never what was sent. */
export function firstIssue(error: z.ZodError): string {
  const [issue] = error.issues;
  return issue ? withField(issue) : 'The request is not understood.';
}

/** As {@link firstIssue}, for each field that is wrong. */
export function allIssues(error: z.ZodError): string {
  return error.issues.map(withField).join(' ');
}

function withField(issue: Issue): string {
  const field = issue.path.join('.');
  return field ? `${field}: ${sentenceFor(issue)}` : sentenceFor(issue);
}

/** The schema's own sentence where it has one; zod's, which speak of types to programmers, are put into words. */
function sentenceFor(issue: Issue): string {
  if (!/^(Invalid|Too|Unrecognized) /.test(issue.message)) return issue.message;
  switch (issue.code) {
    case 'invalid_type':
      return issue.message.endsWith(' received undefined') ? 'This is missing.' : `This must be ${KINDS[issue.expected] ?? 'of another kind'}.`;
    case 'too_big':
      return `This is too ${UNITS[issue.origin] ? 'long' : 'large'}: at most ${issue.maximum}${UNITS[issue.origin] ?? ''}.`;
    case 'too_small':
      if (UNITS[issue.origin] && Number(issue.minimum) === 1) return 'This is empty.';
      return `This is too ${UNITS[issue.origin] ? 'short' : 'small'}: at least ${issue.minimum}${UNITS[issue.origin] ?? ''}.`;
    case 'invalid_value':
      return `This must be one of: ${issue.values.join(', ')}.`;
    case 'invalid_format':
      return issue.format === 'uuid' ? 'This is not an id.' : issue.format === 'datetime' ? 'This is not a time like 2026-01-31T12:00:00Z.' : 'This is not of the right form.';
    case 'unrecognized_keys':
      return `There is no ${issue.keys.map((key) => `"${key}"`).join(' or ')} here.`;
    default:
      return 'This is not understood.';
  }
}
