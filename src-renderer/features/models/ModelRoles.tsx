import { MenuItem, Stack, TextField, Typography } from '@mui/material';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type InstalledModel, MODEL_ROLES, type ModelRole, modelTask } from '#shared/contract/models.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { MODE_KEY } from '#renderer/client/use-mode.ts';
import { useAction } from '#renderer/components/use-action.ts';
import type { Candidate } from './candidate.ts';
import { EMBEDDING_KEY, FALLBACKS_KEY, MODELS_KEY, REMOTES_KEY } from './model-imports.ts';
import { RoleFallbacks } from './RoleFallbacks.tsx';

const TASKS = { fast: 'write', heavy: 'write', embed: 'embed', rerank: 'rerank' } as const;
/** What cannot be without a model once it has one. */
const NEVER_NONE: readonly ModelRole[] = ['embed'];

/** Which model does what in this plant, each chosen from those that can: of this machine, and for answers of others. */
export function ModelRoles({ models, mayManage }: { models: readonly InstalledModel[]; mayManage: boolean }) {
  const { t } = useTranslation();
  const client = useClient();
  const remotes = useQuery({ queryKey: REMOTES_KEY, queryFn: ({ signal }) => client.remoteModels.list({}, { signal }) }).data?.models ?? [];
  const candidates = (role: ModelRole): Candidate[] => [
    ...models.filter((model) => model.status === 'ready' && modelTask(model) === TASKS[role]).map(({ id, name, roles, fit }) => ({ id, name, roles, barred: fit?.verdict === 'no' })),
    ...(TASKS[role] === 'write' ? remotes.map(({ id, name, roles, reachable }) => ({ id, name: t('models.roles.elsewhere', { name }), roles, barred: !reachable })) : []),
  ];
  return (
    <Stack component="section" aria-label={t('models.roles.title')} sx={{ gap: 1.5 }}>
      <Typography variant="h2">{t('models.roles.title')}</Typography>
      <Stack direction="row" sx={{ gap: 2, flexWrap: 'wrap' }}>
        {MODEL_ROLES.map((role) => (
          <RolePick key={role} role={role} models={candidates(role)} fixed={!mayManage} />
        ))}
      </Stack>
      <RoleFallbacks models={candidates('fast')} mayManage={mayManage} />
    </Stack>
  );
}

function RolePick({ role, models, fixed }: { role: ModelRole; models: readonly Candidate[]; fixed: boolean }) {
  const { t } = useTranslation();
  const client = useClient();
  const queries = useQueryClient();
  const change = useAction(MODELS_KEY);
  const used = models.find(({ roles }) => roles.includes(role));
  const label = t(`models.role.${role}`);
  const choose = (id: string) =>
    change.run(
      () => client.models.assign({ role, id: id === '' ? null : id }),
      () => {
        for (const queryKey of [MODE_KEY, REMOTES_KEY, FALLBACKS_KEY]) void queries.invalidateQueries({ queryKey });
        if (role === 'embed') {
          void queries.invalidateQueries({ queryKey: EMBEDDING_KEY });
          return t('models.embedding.begun', { name: models.find((model) => model.id === id)?.name ?? '' });
        }
        return id === '' ? t('models.roles.cleared', { role: label }) : t('models.roles.set', { role: label, name: models.find((model) => model.id === id)?.name ?? '' });
      },
    );
  return (
    <TextField
      select
      label={label}
      value={used?.id ?? ''}
      disabled={fixed || change.pending || models.length === 0}
      onChange={({ target }) => choose(target.value)}
      helperText={t(`models.roles.does.${role}`)}
      sx={{ flex: '1 1 14rem', minWidth: 0 }}
      slotProps={{ inputLabel: { shrink: true }, select: { displayEmpty: true } }}
    >
      {!(NEVER_NONE.includes(role) && used) && <MenuItem value="">{t('models.roles.none')}</MenuItem>}
      {models.map(({ id, name, barred }) => (
        <MenuItem key={id} value={id} disabled={barred}>
          {name}
        </MenuItem>
      ))}
    </TextField>
  );
}
