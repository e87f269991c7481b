import { MenuItem, TextField } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { AgentDefinition } from '#shared/contract/agents.ts';
import { modelTask } from '#shared/contract/models.ts';
import { useClient } from '#renderer/client/client-context.tsx';

const ROLES = ['auto', 'fast', 'heavy'] as const;
/** Stands before the name of a model, which could be that of a role. */
const NAMED = 'model:';

interface Props {
  role: AgentDefinition['modelRole'];
  model: AgentDefinition['model'];
  onChange: (change: Pick<AgentDefinition, 'modelRole' | 'model'>) => void;
}

/** Who writes for an agent: the model of a role, or one by its name. */
export function ModelField({ role, model, onChange }: Props) {
  const { t } = useTranslation();
  const client = useClient();
  const installed = useQuery({ queryKey: ['models', 'list'], queryFn: ({ signal }) => client.models.list({}, { signal }) });
  const elsewhere = useQuery({ queryKey: ['models', 'remote'], queryFn: ({ signal }) => client.remoteModels.list({}, { signal }) });
  const writers = (installed.data?.models ?? []).filter((each) => each.status === 'ready' && modelTask(each) === 'write');
  const names = new Set([...writers, ...(elsewhere.data?.models ?? [])].map(({ name }) => name).concat(model ?? []));
  const choose = (value: string) => {
    if (value.startsWith(NAMED)) onChange({ modelRole: role, model: value.slice(NAMED.length) });
    else onChange({ modelRole: ROLES.find((each) => each === value) ?? 'auto', model: null });
  };
  return (
    <TextField select label={t('agents.form.model')} helperText={t('agents.form.modelHint')} value={model === null ? role : `${NAMED}${model}`} onChange={({ target }) => choose(target.value)}>
      {ROLES.map((each) => (
        <MenuItem key={each} value={each}>
          {t(`agents.models.${each}`)}
        </MenuItem>
      ))}
      {[...names].map((name) => (
        <MenuItem key={name} value={`${NAMED}${name}`}>
          {name}
        </MenuItem>
      ))}
    </TextField>
  );
}
