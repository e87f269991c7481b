import type { Secrets } from '#core/ports/secrets.ts';
import type { ApprovalRow } from './approval-rows.ts';

type Bound = Pick<ApprovalRow, 'id' | 'user_id' | 'tool' | 'tool_version' | 'arguments_hash' | 'needed' | 'nonce'> & { expires_at: Date };

/** What an approval stands for: one call of one person, once, until a time. Only this installation can make it. */
export function bindingOf(secrets: Pick<Secrets, 'keyedHash'>, tenantId: string, { id, user_id, tool, tool_version, arguments_hash, needed, nonce, expires_at }: Bound): string {
  return secrets.keyedHash(JSON.stringify([tenantId, id, user_id, tool, tool_version, arguments_hash, needed, nonce, expires_at.toISOString()]), 'approval');
}
