import type { Label, Permission, Role } from '#shared/contract/permissions.ts';
import type { RESOURCE_RULES, ResourceRow, RESOURCES } from '#shared/contract/policy.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import { type SqlStatement, sql } from '#core/ports/sql.ts';
import { type Cleared, visibleLabels } from './clearance.ts';
import { mayDo } from './permits.ts';

export type ResourceRule = (typeof RESOURCE_RULES)[number];
export type Resource = (typeof RESOURCES)[number];

interface ResourceKind {
  /** Each is somebody's own. */
  owned: boolean;
  /** Reaches those of others; null for nobody. */
  others: Permission | null;
  /** Opens one of another person's at a time, with a reason, and that person is told. */
  opens?: Permission;
  /** Each has a label, or is made from what has one. */
  labelled: boolean;
}

/** What decides beside the role matrix, for each kind of thing. {@link reach} makes the condition of every query from it, and the admin screen shows it. */
export const RESOURCE_TABLE = {
  document: { owned: false, others: null, labelled: true },
  conversation: { owned: true, others: null, opens: 'conversations:break-glass', labelled: false },
  notice: { owned: true, others: null, labelled: false },
  session: { owned: true, others: 'users:manage', labelled: false },
  key: { owned: true, others: 'users:manage', labelled: false },
  record: { owned: true, others: 'audit:read-all', labelled: false },
  shared: { owned: false, others: null, labelled: false },
} as const satisfies Readonly<Record<Resource, ResourceKind>>;

/** Who asks, as far as the rules look. */
export interface RuleSubject extends Cleared {
  tenantId: string;
  tenantActive: boolean;
  userId: string;
  userActive: boolean;
  role: Role;
  operator?: boolean;
  key?: { id: string; scopes: readonly Permission[] };
}

/** One thing that is asked for. */
export interface RuleResource {
  kind: Resource;
  tenantId: string;
  ownerId: string | null;
  label: Label | null;
}

/** What is looked at before somebody is let in at all. */
type AtDoor = Pick<RuleSubject, 'tenantActive' | 'userActive'>;

type Rule =
  | { at: 'door'; holds: (who: AtDoor) => boolean }
  | { at: 'row'; appliesTo: (kind: ResourceKind) => boolean; holds: (who: RuleSubject, what: RuleResource) => boolean };

const always = (): boolean => true;
const kindOf = ({ kind }: RuleResource): ResourceKind => RESOURCE_TABLE[kind];

/** The rules. Those of the door are run with every authentication; the plant's is a row-level-security policy of the database as well; the others are conditions of queries, made by {@link reach} or, for documents with more to it, from the same {@link visibleLabels}. */
export const RESOURCE_RULE_TABLE: Readonly<Record<ResourceRule, Rule>> = {
  'active-tenant': { at: 'door', holds: ({ tenantActive }) => tenantActive },
  'active-user': { at: 'door', holds: ({ userActive }) => userActive },
  'same-tenant': { at: 'row', appliesTo: always, holds: (who, what) => who.tenantId === what.tenantId },
  'own-or-permitted': { at: 'row', appliesTo: ({ owned }) => owned, holds: (who, what) => what.ownerId === who.userId || reachesOthers(who, kindOf(what)) },
  'cleared-for-label': { at: 'row', appliesTo: ({ labelled }) => labelled, holds: (who, { label }) => label !== null && visibleLabels(who).includes(label) },
};

const RULES = Object.entries(RESOURCE_RULE_TABLE) as [ResourceRule, Rule][];

function appliesTo(rule: Rule, kind: ResourceKind): boolean {
  return rule.at === 'door' || rule.appliesTo(kind);
}

function reachesOthers(who: Parameters<typeof mayDo>[0], { others }: ResourceKind): boolean {
  return others !== null && mayDo(who, others);
}

/** The first rule that refuses, or null. */
export function refusingRule(who: RuleSubject, what: RuleResource): ResourceRule | null {
  return RULES.find(([, rule]) => appliesTo(rule, kindOf(what)) && !rule.holds(who, what))?.[0] ?? null;
}

/** Who is looked at before they are anybody. Throws `UNAUTHENTICATED` where a rule of the door refuses. */
export function requireAtDoor(who: AtDoor): void {
  if (RULES.some(([, rule]) => rule.at === 'door' && !rule.holds(who))) throw new MillwrightError('UNAUTHENTICATED');
}

type Columns<R extends Resource> = { tenant: SqlStatement } & ((typeof RESOURCE_TABLE)[R]['owned'] extends true ? { owner: SqlStatement } : object) &
  ((typeof RESOURCE_TABLE)[R]['labelled'] extends true ? { label: SqlStatement } : object);

type Reaching = Cleared & { tenantId: string; userId: string } & Parameters<typeof mayDo>[0];

/** The condition on rows of a kind that somebody reaches. It names their plant too: the policies of the database, which do the same for every statement, are another depth. */
export function reach<R extends Resource>(who: Reaching, kind: R, columns: Columns<R>): SqlStatement {
  const row: ResourceKind = RESOURCE_TABLE[kind];
  const { tenant, owner, label } = columns as { tenant: SqlStatement; owner?: SqlStatement; label?: SqlStatement };
  const here = sql`${tenant} = ${who.tenantId}`;
  const own = row.owned && !reachesOthers(who, row) ? sql`${here} AND ${owner ?? sql`NULL`} = ${who.userId}` : here;
  return row.labelled ? sql`${own} AND ${label ?? sql`NULL`} = ANY(${[...visibleLabels(who)]}::text[])` : own;
}

/** The table as an admin sees it. */
export function resourceRows(): ResourceRow[] {
  return (Object.entries(RESOURCE_TABLE) as [Resource, ResourceKind][]).map(([resource, kind]) => ({
    resource,
    rules: RULES.filter(([, rule]) => appliesTo(rule, kind)).map(([name]) => name),
    others: kind.others,
    opens: kind.opens ?? null,
  }));
}
