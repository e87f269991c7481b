import { MillwrightError } from '#shared/contract/errors.ts';
import { type Quotas, type TenantSummary, tenants } from '#shared/contract/tenants.ts';
import { choosePassword } from './choose-password.ts';
import { type CommandContext, type CommonOptions, type OwnerCalls, withOwner } from './command-context.ts';
import { plural, print, table } from './print.ts';

/** `tenants list`. */
export async function listTenants(context: CommandContext, options: CommonOptions): Promise<void> {
  const result = await withOwner(context, options, ({ value }) => value(tenants.list, {}));
  print(context, result, () => table(result.tenants.map(({ name, slug, active, usage }) => [name, slug, active ? 'active' : 'suspended', plural(usage.documents, 'document'), `${usage.bytes} bytes`])));
}

/** `tenants add NAME`. */
export async function addTenant(context: CommandContext, name: string, options: CommonOptions & { admin: string }): Promise<void> {
  const { password, generated } = await choosePassword(context, 'MILLWRIGHT_ADMIN_PASSWORD');
  const tenant = await withOwner(context, options, ({ value }) => value(tenants.add, { name, admin: options.admin, password }));
  print(context, { tenant, admin: options.admin, ...(generated ? { password } : {}) }, () => [
    `The plant "${tenant.name}" is ready, with "${options.admin}" as its admin.`,
    ...(generated ? [`Password (shown only now): ${password}`] : []),
  ]);
}

/** `tenants suspend NAME`. */
export async function suspendTenant(context: CommandContext, name: string, options: CommonOptions & { reason: string }): Promise<void> {
  const tenant = await withOwner(context, options, async ({ value }) => value(tenants.suspend, { id: (await tenantNamed(value, name)).id, reason: options.reason }));
  print(context, { tenant }, () => [`The plant "${tenant.name}" is suspended.`]);
}

/** `tenants resume NAME`. */
export async function resumeTenant(context: CommandContext, name: string, options: CommonOptions): Promise<void> {
  const tenant = await withOwner(context, options, async ({ value }) => value(tenants.resume, { id: (await tenantNamed(value, name)).id }));
  print(context, { tenant }, () => [`The plant "${tenant.name}" works again.`]);
}

interface QuotaOptions extends CommonOptions, Partial<Quotas> {}

/** `tenants quotas NAME`. */
export async function tenantQuotas(context: CommandContext, name: string, options: QuotaOptions): Promise<void> {
  const { documents, bytes, documentsEach, bytesEach, tokensPerDay, generations } = options;
  const tenant = await withOwner(context, options, async ({ value }) => value(tenants.setQuotas, { id: (await tenantNamed(value, name)).id, documents, bytes, documentsEach, bytesEach, tokensPerDay, generations }));
  const row = (what: string, used: number | null, may: number | null): string[] => [what, used === null ? '' : String(used), `of ${may ?? 'any number'}`];
  print(context, { tenant }, () => table([
    row('documents', tenant.usage.documents, tenant.quotas.documents), row('bytes', tenant.usage.bytes, tenant.quotas.bytes),
    row('documents of each person', null, tenant.quotas.documentsEach), row('bytes of each person', null, tenant.quotas.bytesEach),
    row('tokens today', tenant.usage.tokensToday, tenant.quotas.tokensPerDay), row('answers at once', tenant.usage.generations, tenant.quotas.generations),
  ]));
}

async function tenantNamed(value: OwnerCalls['value'], name: string): Promise<TenantSummary> {
  const folded = name.toLowerCase();
  const known = (await value(tenants.list, {})).tenants.find((one) => one.id === name || one.slug === name || one.name.toLowerCase() === folded);
  if (!known) throw new MillwrightError('TENANT_NOT_FOUND');
  return known;
}
