import { ApprovalRule } from '#shared/contract/approvals.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { Transaction } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';

/** The name under which the rule of the whole plant is kept. */
const STANDARD = '';

interface Row {
  tool: string;
  needed: number;
  approvers: string[];
  minutes: number;
  on_expiry: ApprovalRule['onExpiry'];
  escalate_to: string[];
}

const toRule = ({ needed, approvers, minutes, on_expiry: onExpiry, escalate_to: escalateTo }: Row): ApprovalRule => ({ needed, approvers, minutes, onExpiry, escalateTo });

export async function allRules(tx: Transaction): Promise<{ standard: ApprovalRule; tools: (ApprovalRule & { tool: string })[] }> {
  const rows = await tx.rows<Row>(sql`SELECT tool, needed, approvers, minutes, on_expiry, escalate_to FROM approval_rules WHERE tenant_id = ${tx.tenantId} ORDER BY tool`);
  const standard = rows.find(({ tool }) => tool === STANDARD);
  return { standard: standard ? toRule(standard) : ApprovalRule.parse({}), tools: rows.filter(({ tool }) => tool !== STANDARD).map((row) => ({ tool: row.tool, ...toRule(row) })) };
}

export async function ruleFor(tx: Transaction, tool: string): Promise<ApprovalRule> {
  const { standard, tools } = await allRules(tx);
  return tools.find((rule) => rule.tool === tool) ?? standard;
}

/** Throws `USER_NOT_FOUND` where it names somebody who is not of this plant. */
export async function putRule(tx: Transaction, tool: string = STANDARD, { needed, approvers, minutes, onExpiry, escalateTo }: ApprovalRule, now: Date): Promise<void> {
  const named = [...new Set([...approvers, ...escalateTo])];
  const { known } = await tx.one<{ known: number }>(sql`SELECT count(*)::int AS known FROM users WHERE tenant_id = ${tx.tenantId} AND id = ANY (${named}::uuid[])`);
  if (known !== named.length) throw new MillwrightError('USER_NOT_FOUND');
  await tx.run(sql`INSERT INTO approval_rules (tenant_id, tool, needed, approvers, minutes, on_expiry, escalate_to, changed_at)
    VALUES (${tx.tenantId}, ${tool}, ${needed}, ${[...approvers]}::uuid[], ${minutes}, ${onExpiry}, ${[...escalateTo]}::uuid[], ${now})
    ON CONFLICT (tenant_id, tool) DO UPDATE SET needed = excluded.needed, approvers = excluded.approvers, minutes = excluded.minutes,
      on_expiry = excluded.on_expiry, escalate_to = excluded.escalate_to, changed_at = excluded.changed_at`);
}

export async function dropRule(tx: Transaction, tool: string): Promise<void> {
  await tx.run(sql`DELETE FROM approval_rules WHERE tenant_id = ${tx.tenantId} AND tool = ${tool}`);
}
