/**
 * Keeps the removal of an original apart from the arrival of the same bytes: while files of a tenant arrive nothing of
 * it is removed, or a file could vanish between being stored and being referred to.
 */
export interface FileGuard {
  adding<T>(tenantId: string, work: () => Promise<T>): Promise<T>;
  /** Runs as soon as nothing arrives. */
  removing(tenantId: string, work: () => Promise<void>): Promise<void>;
}

interface Tenant {
  adding: number;
  removing: Promise<void> | null;
  waiting: (() => Promise<void>)[];
}

export function createFileGuard(): FileGuard {
  const tenants = new Map<string, Tenant>();
  const of = (tenantId: string): Tenant => {
    const tenant = tenants.get(tenantId) ?? { adding: 0, removing: null, waiting: [] };
    tenants.set(tenantId, tenant);
    return tenant;
  };

  function removeIfQuiet(tenant: Tenant): void {
    if (tenant.adding > 0 || tenant.removing !== null) return;
    const next = tenant.waiting.shift();
    if (next === undefined) return;
    tenant.removing = next().then(() => {
      tenant.removing = null;
      removeIfQuiet(tenant);
    });
  }

  return {
    async adding(tenantId, work) {
      const tenant = of(tenantId);
      while (tenant.removing !== null) await tenant.removing;
      tenant.adding += 1;
      try {
        return await work();
      } finally {
        tenant.adding -= 1;
        removeIfQuiet(tenant);
      }
    },
    removing(tenantId, work) {
      const tenant = of(tenantId);
      return new Promise<void>((resolve, reject) => {
        tenant.waiting.push(() => work().then(resolve, reject));
        removeIfQuiet(tenant);
      });
    },
  };
}
