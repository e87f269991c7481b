const ALLOWED = /^\s*(?:select|insert|update|delete|with|values)\b/i;
const READING = /^\s*(?:select|with|values)\b/i;
const CHANGES_WITHIN = /\b(?:insert|update|delete|merge|audit_append)\b/i;

/** Whether a statement reads, changes, or is of a kind that no transaction may run: one that could change role or settings, or end it. */
export function statementKind(text: string): 'read' | 'change' | 'refused' {
  if (!ALLOWED.test(text)) return 'refused';
  return READING.test(text) && !CHANGES_WITHIN.test(text) ? 'read' : 'change';
}
