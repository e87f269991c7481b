import { MenuItem, TextField } from '@mui/material';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { BLOCK_ACTIONS, type BlockRule, type GuardrailSettings } from '#shared/contract/guardrails.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { FormDialog } from '#renderer/components/FormDialog.tsx';
import { GUARDRAILS_KEY } from './guardrails-key.ts';
import { useTryOut } from './use-try-out.ts';

const KINDS = ['words', 'pattern'] as const;
const LONGEST = { words: 100, pattern: 200 } as const;

interface Props {
  settings: GuardrailSettings;
  /** The place of the rule to change; null to add one. */
  at: number | null;
  onClose: () => void;
}

/** A rule of the blocklist; a pattern is tried while it is typed. */
export function RuleDialog({ settings, at, onClose }: Props) {
  const { t } = useTranslation();
  const client = useClient();
  const queries = useQueryClient();
  const [rule, setRule] = useState<BlockRule>(settings.blocklist[at ?? -1] ?? { kind: 'words', text: '', action: 'mask' });
  const typed = { ...rule, text: rule.text.trim() };
  const tried = useTryOut({ answer: '', source: '', settings: { ...settings, blocklist: [typed] } }, typed.text !== '');
  const fault = typed.text === '' ? undefined : tried.data?.faults[0]?.fault;
  const save = useMutation({
    mutationFn: () => client.guardrails.save({ ...settings, blocklist: at === null ? [...settings.blocklist, typed] : settings.blocklist.map((each, place) => (place === at ? typed : each)) }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: GUARDRAILS_KEY });
      onClose();
    },
  });
  const change = (next: Partial<BlockRule>): void => {
    save.reset();
    setRule({ ...rule, ...next });
  };
  return (
    <FormDialog
      title={at === null ? t('guardrails.blocklist.add') : t('guardrails.blocklist.edit', { text: settings.blocklist[at]?.text ?? '' })}
      action={t('common.save')}
      complete={typed.text !== ''}
      pending={save.isPending}
      failure={save.error}
      onSubmit={() => save.mutate()}
      onClose={onClose}
    >
      <TextField select label={t('guardrails.blocklist.kind')} value={rule.kind} onChange={(event) => change({ kind: event.target.value === 'pattern' ? 'pattern' : 'words' })}>
        {KINDS.map((kind) => (
          <MenuItem key={kind} value={kind}>
            {t(`guardrails.blocklist.kinds.${kind}`)}
          </MenuItem>
        ))}
      </TextField>
      <TextField
        autoFocus
        label={t('guardrails.blocklist.text')}
        value={rule.text}
        error={fault !== undefined}
        helperText={fault === undefined ? t(rule.kind === 'words' ? 'guardrails.blocklist.wordsHint' : 'guardrails.blocklist.patternHint') : t('guardrails.blocklist.fault', { fault })}
        onChange={(event) => change({ text: event.target.value.slice(0, LONGEST[rule.kind]) })}
        slotProps={{ htmlInput: { spellCheck: false, autoCapitalize: 'off' } }}
      />
      <TextField select label={t('guardrails.blocklist.action')} value={rule.action} onChange={(event) => change({ action: event.target.value === 'refuse' ? 'refuse' : 'mask' })}>
        {BLOCK_ACTIONS.map((action) => (
          <MenuItem key={action} value={action}>
            {t(`guardrails.blocklist.actions.${action}`)}
          </MenuItem>
        ))}
      </TextField>
    </FormDialog>
  );
}
