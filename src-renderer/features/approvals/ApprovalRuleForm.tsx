import { Autocomplete, MenuItem, TextField } from '@mui/material';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApprovalRule } from '#shared/contract/approvals.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { FormDialog } from '#renderer/components/FormDialog.tsx';
import { showToast } from '#renderer/components/toast-store.ts';
import { APPROVALS } from './approvals-key.ts';

interface Person {
  id: string;
  name: string;
}

interface Props {
  /** Null for the rule of all tools. */
  tool: string | null;
  rule: ApprovalRule;
  /** The tool is chosen here. */
  isNew: boolean;
  people: readonly Person[];
  onClose: () => void;
}

/** Changes who has to agree to calls of one tool, or of all that have no rule of their own. */
export function ApprovalRuleForm({ tool: before, rule: given, isNew, people, onClose }: Props) {
  const { t } = useTranslation();
  const client = useClient();
  const queries = useQueryClient();
  const [tool, setTool] = useState(before);
  const [rule, setRule] = useState(given);
  const tools = useQuery({ queryKey: ['tools', 'names'], queryFn: ({ signal }) => client.tools.list({}, { signal }), enabled: isNew });
  const save = useMutation({
    mutationFn: () => client.approvals.saveRule({ ...rule, ...(tool === null ? {} : { tool }) }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: APPROVALS });
      showToast({ state: 'ready', text: t('approvals.rules.saved') });
      onClose();
    },
  });
  const change = (part: Partial<ApprovalRule>) => setRule((now) => ({ ...now, ...part }));
  const chosen = (ids: readonly string[]) => people.filter(({ id }) => ids.includes(id));
  const who = (label: string, field: 'approvers' | 'escalateTo') => (
    <Autocomplete
      multiple
      options={people}
      value={chosen(rule[field])}
      getOptionLabel={({ name }) => name}
      isOptionEqualToValue={(one, other) => one.id === other.id}
      onChange={(_event, all) => change({ [field]: all.map(({ id }) => id) })}
      renderInput={(props) => <TextField {...props} label={label} placeholder={rule[field].length === 0 ? t('approvals.rules.anyAdmin') : ''} />}
    />
  );
  return (
    <FormDialog
      title={before === null ? t('approvals.rules.standard') : isNew ? t('approvals.rules.add') : before}
      action={t('common.save')}
      complete={ApprovalRule.safeParse(rule).success && tool !== ''}
      pending={save.isPending}
      failure={save.error}
      onSubmit={() => save.mutate()}
      onClose={onClose}
    >
      {isNew && (
        <TextField select fullWidth label={t('approvals.rules.tool')} value={tool ?? ''} onChange={({ target }) => setTool(target.value)}>
          {(tools.data?.tools ?? []).map(({ definition: { name } }) => (
            <MenuItem key={name} value={name}>
              {name}
            </MenuItem>
          ))}
        </TextField>
      )}
      <TextField type="number" fullWidth label={t('approvals.rules.needed')} value={rule.needed} onChange={({ target }) => change({ needed: Number(target.value) })} slotProps={{ htmlInput: { min: 1, max: 5 } }} />
      {who(t('approvals.rules.approvers'), 'approvers')}
      <TextField type="number" fullWidth label={t('approvals.rules.minutes')} value={rule.minutes} onChange={({ target }) => change({ minutes: Number(target.value) })} slotProps={{ htmlInput: { min: 1 } }} />
      <TextField select fullWidth label={t('approvals.rules.onExpiry')} value={rule.onExpiry} onChange={({ target }) => change({ onExpiry: target.value as ApprovalRule['onExpiry'] })}>
        {(['reject', 'escalate'] as const).map((end) => (
          <MenuItem key={end} value={end}>
            {t(`approvals.rules.ends.${end}`)}
          </MenuItem>
        ))}
      </TextField>
      {rule.onExpiry === 'escalate' && who(t('approvals.rules.escalateTo'), 'escalateTo')}
    </FormDialog>
  );
}
