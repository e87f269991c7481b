import { Checkbox, FormControlLabel, MenuItem, Stack, TextField } from '@mui/material';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LABELS } from '#shared/contract/permissions.ts';
import { APPROVAL_RULES, TOOL_ROLES, type ToolDefinition } from '#shared/contract/tools.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { FormDialog } from '#renderer/components/FormDialog.tsx';
import { showToast } from '#renderer/components/toast-store.ts';
import { ArgumentsField } from './ArgumentsField.tsx';
import { CurrentStateFields, namesIn } from './CurrentStateFields.tsx';
import { HttpFields } from './HttpFields.tsx';
import { SqlFields } from './SqlFields.tsx';
import { TOOLS, useToolList } from './tool-queries.ts';

const LIMIT_NAMES = ['seconds', 'bytes', 'perMinute'] as const;
const NAME = /^[A-Za-z][\w./:-]{0,127}$/;

interface Props {
  initial: ToolDefinition;
  isNew: boolean;
  onClose: () => void;
}

/** Everything a tool is made of; of one that comes with Millwright, what a plant may change. */
export function ToolForm({ initial, isNew, onClose }: Props) {
  const { t } = useTranslation();
  const client = useClient();
  const queries = useQueryClient();
  const [draft, setDraft] = useState(initial);
  const secrets = useToolList().data?.secrets ?? [];
  const set = (change: Partial<ToolDefinition>) => setDraft({ ...draft, ...change });
  const configure = (change: Record<string, unknown>) => set({ config: { ...draft.config, ...change } });
  /** What posts changes something, until the admin says that it does not. */
  const asks = (change: Record<string, unknown>) => set({ config: { ...draft.config, ...change }, ...('method' in change ? { writes: change['method'] === 'POST', current: null } : {}) });
  const own = draft.kind !== 'builtin';
  const save = useMutation({
    mutationFn: () => client.tools.apply(draft),
    onSuccess: async ({ definition }) => {
      await queries.invalidateQueries({ queryKey: TOOLS });
      showToast({ state: 'ready', text: t('tools.saved', { name: definition.name }) });
      onClose();
    },
  });
  const complete = NAME.test(draft.name) && draft.description.trim() !== '';
  const chosen = <T extends string>(label: string, value: T, choices: readonly T[], wording: (choice: T) => string, onChoice: (choice: T) => void, hint?: string) => (
    <TextField select label={label} helperText={hint} value={value} onChange={({ target }) => onChoice(choices.find((each) => each === target.value) ?? value)}>
      {choices.map((each) => (
        <MenuItem key={each} value={each}>
          {wording(each)}
        </MenuItem>
      ))}
    </TextField>
  );

  return (
    <FormDialog title={isNew ? t('tools.form.newTitle') : t('tools.form.title', { name: initial.name })} action={t('tools.form.save')} complete={complete} pending={save.isPending} failure={save.error} onSubmit={() => save.mutate()} onClose={onClose}>
      <TextField autoFocus={isNew} label={t('tools.form.name')} helperText={t('tools.form.nameHint')} required disabled={!isNew} error={draft.name !== '' && !NAME.test(draft.name)} value={draft.name} onChange={({ target }) => set({ name: target.value.trim() })} slotProps={{ htmlInput: { spellCheck: false } }} />
      <TextField label={t('tools.form.description')} helperText={t('tools.form.descriptionHint')} required multiline minRows={2} maxRows={6} value={draft.description} onChange={({ target }) => set({ description: target.value })} slotProps={{ htmlInput: { maxLength: 1_000 } }} />
      {own && <ArgumentsField schema={draft.input} onChange={(input) => set({ input })} />}
      {draft.kind === 'http' && <HttpFields config={draft.config} onChange={asks} />}
      {draft.kind === 'sql' && <SqlFields config={draft.config} secrets={secrets} onChange={configure} />}
      {draft.kind === 'http' && <FormControlLabel control={<Checkbox checked={draft.writes} onChange={({ target }) => set({ writes: target.checked, current: null })} />} label={t('tools.form.writes')} />}
      {draft.writes && <CurrentStateFields current={draft.current} own={namesIn(draft)} onChange={(current) => set({ current })} />}
      {chosen(t('tools.form.approval'), draft.approval, APPROVAL_RULES, (rule) => t(`tools.approvals.${rule}`), (approval) => set({ approval }))}
      {chosen(t('tools.form.role'), draft.minimumRole, TOOL_ROLES, (role) => t('tools.andUp', { role: t(`common.roles.${role}`) }), (minimumRole) => set({ minimumRole }))}
      {chosen(t('tools.form.label'), draft.label, LABELS, (label) => t(`common.labels.${label}`), (label) => set({ label }), t('tools.form.labelHint'))}
      <TextField label={t('tools.form.priority')} helperText={t('tools.form.priorityHint')} type="number" value={draft.priority} onChange={({ target }) => set({ priority: Number(target.value) })} slotProps={{ htmlInput: { min: 0, max: 100 } }} />
      <Stack direction="row" role="group" aria-label={t('tools.form.limits')} sx={{ gap: 1, flexWrap: 'wrap' }}>
        {LIMIT_NAMES.map((name) => (
          <TextField key={name} type="number" size="small" label={t(`tools.form.${name}`)} value={draft.limits[name]} onChange={({ target }) => set({ limits: { ...draft.limits, [name]: Number(target.value) } })} sx={{ flex: '1 1 8rem' }} />
        ))}
      </Stack>
    </FormDialog>
  );
}
