import type { ComparedField, Comparison } from '#shared/contract/approvals.ts';
import type { Label } from '#shared/contract/permissions.ts';
import { labelRank } from '#core/policy/index.ts';
import type { Secrets } from '#core/ports/secrets.ts';
import { canonicalJson } from '#core/tools/index.ts';
import type { ApprovalRow } from './approval-rows.ts';
import type { LookedUp } from './looked-up.ts';

const TOO_SENSITIVE = 'How it stands is more sensitive than you may see.';

type Compared = Pick<ApprovalRow, 'id' | 'arguments' | 'current' | 'state_wanted' | 'state_seen'>;

/** What a call would change beside how that stands, for somebody with this clearance; null where that is not looked up. */
export function comparisonOf(row: Compared, clearance: Label, secrets: Pick<Secrets, 'keyedHash'>): Comparison | null {
  const { id, current, state_wanted: before, state_seen: now } = row;
  if (current === null || now === null) return null;
  const told = { tool: current.tool, at: now.at, seen: seenOf(id, now, secrets) };
  const hidden = now.status === 'ok' && labelRank(now.label) > labelRank(clearance);
  if (now.status === 'unknown' || hidden) return { ...told, fields: [], problem: now.status === 'unknown' ? now.sentence : TOO_SENSITIVE, moved: false };
  const fields = now.names.map((name) => comparedField(name, row.arguments[name], now, before));
  return { ...told, fields, problem: null, moved: fields.some(({ moved }) => moved) };
}

/** Stands for what was looked up, not for when: the same as long as it stands so. Of what is not known there is one. */
export function seenOf(id: string, state: LookedUp, secrets: Pick<Secrets, 'keyedHash'>): string {
  return secrets.keyedHash(canonicalJson([id, state.status, state.status === 'ok' ? state.values : null]), 'state before a call');
}

type Known = Extract<LookedUp, { status: 'ok' }>;

function comparedField(name: string, wanted: unknown, { values }: Known, before: LookedUp | null): ComparedField {
  const stands = Object.hasOwn(values, name);
  const now = values[name] ?? null;
  const change = !stands || (now === null && wanted !== null) ? 'new' : canonicalJson(now) === canonicalJson(wanted) ? 'same' : 'changed';
  const moved = before?.status === 'ok' && canonicalJson(before.values[name] ?? null) !== canonicalJson(now);
  return { name, change, now, wanted: wanted ?? null, moved };
}
