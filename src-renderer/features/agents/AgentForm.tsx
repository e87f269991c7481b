import { MenuItem, Stack, TextField } from '@mui/material';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AGENT_LANGUAGES, type AgentDefinition, type AgentLimits, MEMORY_POLICIES, OUTPUT_FORMATS } from '#shared/contract/agents.ts';
import { ROLES } from '#shared/contract/permissions.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { FormDialog } from '#renderer/components/FormDialog.tsx';
import { showToast } from '#renderer/components/toast-store.ts';
import { AGENTS, useAgentList } from './agent-queries.ts';
import { ModelField } from './ModelField.tsx';
import { SeveralField } from './SeveralField.tsx';

const LIMIT_NAMES = ['steps', 'tokens', 'seconds', 'depth'] as const;
/** Of an agent there is at most this much. */
const LONGEST = { title: 120, description: 1_000, prompt: 8_000 };
const NAME = /^[a-z][a-z0-9-]{1,62}$/;

interface Props {
  initial: AgentDefinition;
  isNew: boolean;
  onClose: () => void;
}

/** Everything an agent is made of. */
export function AgentForm({ initial, isNew, onClose }: Props) {
  const { t } = useTranslation();
  const client = useClient();
  const queries = useQueryClient();
  const [draft, setDraft] = useState(initial);
  const [examples, setExamples] = useState(initial.examples.join('\n'));
  const others = useAgentList().data?.agents.map(({ definition }) => definition) ?? [];
  const collections = useQuery({ queryKey: ['collections', 'list'], queryFn: ({ signal }) => client.collections.list({}, { signal }) });
  const tools = useQuery({ queryKey: ['tools', 'list'], queryFn: ({ signal }) => client.tools.list({}, { signal }) });
  const set = (change: Partial<AgentDefinition>) => setDraft({ ...draft, ...change });
  const setLimit = (name: keyof AgentLimits, value: string) => set({ limits: { ...draft.limits, [name]: Number(value) } });
  const save = useMutation({
    mutationFn: () => client.agents.apply({ ...draft, examples: examples.split('\n').map((line) => line.trim()).filter((line) => line !== '') }),
    onSuccess: async ({ definition }) => {
      await queries.invalidateQueries({ queryKey: AGENTS });
      showToast({ state: 'ready', text: t('agents.saved', { name: definition.title }) });
      onClose();
    },
  });
  const complete = NAME.test(draft.name) && draft.title.trim() !== '' && draft.description.trim() !== '' && draft.prompt.trim() !== '' && draft.roles.length > 0;
  const text = (name: 'title' | 'description' | 'prompt', label: string, hint: string | undefined, rows: number) => (
    <TextField autoFocus={name === 'title'} label={label} helperText={hint} required multiline={rows > 1} minRows={rows} maxRows={14} value={draft[name]} onChange={({ target }) => set({ [name]: target.value })} slotProps={{ htmlInput: { maxLength: LONGEST[name] } }} />
  );
  const known = tools.data?.tools.map(({ definition }) => definition.name) ?? [];

  return (
    <FormDialog title={isNew ? t('agents.form.newTitle') : t('agents.form.title', { name: initial.title })} action={t('agents.form.save')} complete={complete} pending={save.isPending} failure={save.error} onSubmit={() => save.mutate()} onClose={onClose}>
      {text('title', t('agents.form.called'), undefined, 1)}
      <TextField label={t('agents.form.name')} helperText={t('agents.form.nameHint')} required disabled={!isNew} error={draft.name !== '' && !NAME.test(draft.name)} value={draft.name} onChange={({ target }) => set({ name: target.value.toLowerCase() })} />
      {text('description', t('agents.form.description'), t('agents.form.descriptionHint'), 2)}
      {text('prompt', t('agents.form.prompt'), t('agents.form.promptHint'), 4)}
      <SeveralField label={t('agents.form.tools')} hint={t('agents.form.toolsHint')} choices={known} chosen={draft.tools} onChange={(chosen) => set({ tools: chosen })} />
      <SeveralField label={t('agents.form.collections')} hint={t('agents.form.collectionsHint')} choices={collections.data?.collections.map(({ name }) => name) ?? []} chosen={draft.collections} onChange={(chosen) => set({ collections: chosen })} />
      <SeveralField label={t('agents.form.agents')} choices={others.map(({ name }) => name).filter((name) => name !== draft.name)} chosen={draft.agents} onChange={(chosen) => set({ agents: chosen })} />
      <TextField select label={t('agents.form.format')} value={draft.format} onChange={({ target }) => set({ format: OUTPUT_FORMATS.find((each) => each === target.value) ?? 'summary_text' })}>
        {OUTPUT_FORMATS.map((each) => (
          <MenuItem key={each} value={each}>
            {t(`agents.formats.${each}`)}
          </MenuItem>
        ))}
      </TextField>
      <TextField select label={t('agents.form.memory')} value={draft.memory} onChange={({ target }) => set({ memory: MEMORY_POLICIES.find((each) => each === target.value) ?? 'conversation' })}>
        {MEMORY_POLICIES.map((each) => (
          <MenuItem key={each} value={each}>
            {t(`agents.memories.${each}`)}
          </MenuItem>
        ))}
      </TextField>
      <ModelField role={draft.modelRole} model={draft.model} onChange={set} />
      <SeveralField label={t('agents.form.roles')} choices={ROLES} chosen={draft.roles} labelOf={(role) => t(`common.roles.${role}`)} onChange={(roles) => set({ roles })} />
      <SeveralField label={t('agents.form.languages')} choices={AGENT_LANGUAGES} chosen={draft.languages} labelOf={(language) => t(`agents.languages.${language}`)} onChange={(languages) => set({ languages })} />
      <TextField label={t('agents.form.examples')} helperText={t('agents.form.examplesHint')} multiline minRows={3} maxRows={10} value={examples} onChange={({ target }) => setExamples(target.value)} />
      <Stack direction="row" role="group" aria-label={t('agents.form.limits')} sx={{ gap: 1, flexWrap: 'wrap' }}>
        {LIMIT_NAMES.map((name) => (
          <TextField key={name} type="number" size="small" label={t(`agents.form.${name}`)} value={draft.limits[name]} onChange={({ target }) => setLimit(name, target.value)} sx={{ flex: '1 1 8rem' }} slotProps={{ htmlInput: { min: name === 'depth' ? 0 : 1 } }} />
        ))}
      </Stack>
    </FormDialog>
  );
}
