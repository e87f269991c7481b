import type { ChatRole } from '#shared/contract/models.ts';
import { chooseModel, isUsable } from './choose-model.ts';
import type { ModelRegistry } from './registry.ts';
import type { RemoteRegistry } from './remote/remote-registry.ts';
import type { RoleSettings } from './role-settings.ts';

export interface ChatModel {
  id: string;
  name: string;
}

/** The language models that can write answers in a plant, here and elsewhere. */
export interface ChatModels {
  /** By id, by what the plant uses it for, or by name; null where there is none that can be used now. */
  find(tenantId: string, wanted: string): Promise<ChatModel | null>;
}

interface ChatModelsDeps {
  registry: Pick<ModelRegistry, 'list'>;
  roles: Pick<RoleSettings, 'read'>;
  remotes: Pick<RemoteRegistry, 'list'>;
}

export function createChatModels({ registry, roles, remotes }: ChatModelsDeps): ChatModels {
  return {
    async find(tenantId, wanted) {
      const [rows, elsewhere] = [await registry.list(), await remotes.list(tenantId)];
      const found = isRole(wanted) ? await ofRole(tenantId, wanted) : null;
      const all = [...rows.filter(isUsable), ...elsewhere];
      const model = found ?? all.find(({ id }) => id === wanted) ?? all.find(({ name }) => name === wanted);
      return model ? { id: model.id, name: model.name } : null;
    },
  };

  async function ofRole(tenantId: string, role: ChatRole): Promise<ChatModel | null> {
    const assigned = await roles.read(tenantId);
    const remote = (await remotes.list(tenantId)).find(({ id }) => id === assigned[role]);
    return remote ?? chooseModel(await registry.list(), assigned, role).model;
  }
}

const isRole = (wanted: string): wanted is ChatRole => wanted === 'fast' || wanted === 'heavy';
