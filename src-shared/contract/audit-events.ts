/** Every kind of audit record. Past or present tense of the operation it stands for; a closed list. */
export const AUDIT_EVENTS = [
  'auth.login',
  'auth.logout',
  'auth.denied',
  'auth.password_changed',
  'policy.denied',
  'tenant.created',
  'chat.request',
  'chat.response',
  'conversation.created',
  'conversation.read',
  'conversation.renamed',
  'conversation.deleted',
  'conversation.searched',
  'doc.upload',
  'doc.ingestion',
  'doc.access',
  'doc.listed',
  'doc.deleted',
  'doc.retried',
  'doc.labelled',
  'search.query',
  'audit.read',
  'audit.verified',
  'admin.user_created',
  'admin.user_listed',
  'admin.role_changed',
  'admin.user_disabled',
  'admin.password_reset',
  'model.listed',
  'model.imported',
  'model.verified',
  'model.assigned',
  'model.removed',
  'system.health_read',
] as const;

export type AuditEvent = (typeof AUDIT_EVENTS)[number];

/** How a recorded operation stands: `intent` is written before it runs, every other value once, when it ends. */
export const AUDIT_OUTCOMES = ['intent', 'ok', 'denied', 'invalid', 'cancelled', 'failed'] as const;
export type AuditOutcome = (typeof AUDIT_OUTCOMES)[number];
