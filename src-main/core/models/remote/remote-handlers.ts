import { MillwrightError } from '#shared/contract/errors.ts';
import { remoteModels } from '#shared/contract/remote-models.ts';
import { bindHandlers, type Principal } from '#core/pipeline/index.ts';
import type { RemoteChat } from '#core/ports/remote-chat.ts';
import type { ModelGateway } from '#core/models/gateway.ts';
import type { RoleSettings } from '#core/models/role-settings.ts';
import type { RemoteRegistry } from './remote-registry.ts';
import { type RemoteRow, toRemoteModel } from './remote-rows.ts';

const TRIAL = { system: '', history: [], prompt: 'Say yes.', maxTokens: 1, temperature: 0 };

export interface RemoteHandlerDeps {
  remotes: RemoteRegistry;
  roles: RoleSettings;
  remoteChat: RemoteChat;
  health: ModelGateway['health'];
}

export function remoteModelHandlers({ remotes, roles, remoteChat, health }: RemoteHandlerDeps) {
  const shown = async ({ tenantId }: Principal, row: RemoteRow) => ({ ...toRemoteModel(row, await roles.read(tenantId), remotes.allowed(row)), health: health(row) });

  return bindHandlers(remoteModels, {
    list: async (_, { principal }) => ({ models: await Promise.all((await remotes.list(principal.tenantId)).map((row) => shown(principal, row))) }),

    async add(model, { principal, note }) {
      const row = await remotes.add(principal, model);
      note({ resourceId: row.id });
      return shown(principal, row);
    },

    async try({ id }, { principal, signal }) {
      const row = await remotes.find(principal.tenantId, id);
      if (!row) throw new MillwrightError('MODEL_NOT_FOUND');
      try {
        let firstTokenMs: number | null = null;
        for await (const event of remoteChat.generate(remotes.endpoint(principal.tenantId, row), TRIAL, signal)) if (event.type === 'end') ({ firstTokenMs } = event);
        return { ok: true, problem: null, firstTokenMs };
      } catch (error) {
        if (signal.aborted || !(error instanceof MillwrightError)) throw error;
        return { ok: false, problem: error.message, firstTokenMs: null };
      }
    },

    async remove({ id }, { principal }) {
      await remotes.remove(principal, id);
      await roles.unassign(principal, id);
      return { removed: true };
    },
  });
}
