import { MillwrightError } from '#shared/contract/errors.ts';
import { type Fallbacks, modelFallbacks } from '#shared/contract/model-fallbacks.ts';
import type { ChatRole } from '#shared/contract/models.ts';
import { type BoundOperation, type Principal, bindHandlers } from '#core/pipeline/index.ts';
import { checkAssignable } from './assignable.ts';
import { chooseModel } from './choose-model.ts';
import type { ModelRegistry } from './registry.ts';
import type { RemoteRegistry } from './remote/remote-registry.ts';
import type { RoleSettings } from './role-settings.ts';

export function fallbackHandlers({ registry, roles, remotes }: { registry: ModelRegistry; roles: RoleSettings; remotes: Pick<RemoteRegistry, 'find'> }): BoundOperation[] {
  async function fallbacksOf({ tenantId }: Principal): Promise<Fallbacks> {
    const { fallbacks = {} } = await roles.read(tenantId);
    const of = (role: ChatRole) => fallbacks[role]?.slice() ?? null;
    return { fast: of('fast'), heavy: of('heavy') };
  }

  return bindHandlers(modelFallbacks, {
    fallbacks: (_, { principal }) => fallbacksOf(principal),
    async setFallbacks({ role, ids }, { principal, signal }) {
      const { tenantId } = principal;
      const assigned = await roles.read(tenantId);
      const own = assigned[role] ?? (role === 'fast' ? chooseModel(await registry.list(), {}, role).model?.id : undefined);
      if (ids !== null && own === undefined) throw new MillwrightError('INVALID_INPUT', 'Choose a model for this role first.');
      for (const id of ids ?? []) {
        if (id === own) throw new MillwrightError('INVALID_INPUT', 'The model of the role is asked before all others; it cannot follow itself.');
        if (!(await remotes.find(tenantId, id))) await checkAssignable(registry, id, role, signal);
      }
      // What answers by being the only one keeps its place when others are put behind it.
      if (ids !== null && own !== assigned[role]) await roles.assign(principal, role, own ?? null);
      await roles.order(principal, role, ids);
      return fallbacksOf(principal);
    },
  });
}
