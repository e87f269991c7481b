export { activeTenants } from './active-tenants.ts';
export { setupHandlers } from './handlers.ts';
export { limitGenerations } from './limit-generations.ts';
export { createQuotas, type TenantQuotas } from './quotas.ts';
export { tenantHandlers } from './tenant-handlers.ts';
