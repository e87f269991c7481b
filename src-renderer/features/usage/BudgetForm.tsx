import { Box, Button, MenuItem, Stack, TextField, Typography } from '@mui/material';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Budget } from '#shared/contract/usage.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { showToast } from '#renderer/components/toast-store.ts';
import { USAGE_KEY } from './usage-key.ts';

const LIMITS = ['tokensPerMonth', 'costPerMonth', 'tokensPerPerson', 'costPerPerson'] as const;
type Limit = (typeof LIMITS)[number];
const whole = (limit: Limit): boolean => limit.startsWith('tokens');
/** A limit as it is typed; empty is none. */
const isLimit = (limit: Limit, text: string): boolean => text.trim() === '' || (whole(limit) ? /^[1-9]\d{0,11}$/ : /^(?!0+(?:[.,]0*)?$)\d{1,9}(?:[.,]\d{1,4})?$/).test(text.trim());
const limitOf = (text: string): number | null => (text.trim() === '' ? null : Number(text.trim().replace(',', '.')));

/** What may be used in a month, by the plant and by each person. */
export function BudgetForm({ budget }: { budget: Budget }) {
  const { t } = useTranslation();
  const client = useClient();
  const queries = useQueryClient();
  const [texts, setTexts] = useState(() => Object.fromEntries(LIMITS.map((limit) => [limit, budget[limit]?.toString() ?? ''])) as Record<Limit, string>);
  const [warnAt, setWarnAt] = useState(String(budget.warnAt));
  const [beyond, setBeyond] = useState(budget.beyond);
  const save = useMutation({
    mutationFn: () => {
      const limits = Object.fromEntries(LIMITS.map((limit) => [limit, limitOf(texts[limit])])) as Record<Limit, number | null>;
      return client.usage.setBudget({ ...limits, warnAt: Number(warnAt), beyond });
    },
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: USAGE_KEY });
      showToast({ state: 'ready', text: t('usage.budget.saved') });
    },
  });
  const rightShare = /^(?:[1-9]\d?|100)$/.test(warnAt);
  const complete = LIMITS.every((limit) => isLimit(limit, texts[limit])) && rightShare;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (complete) save.mutate();
  };
  return (
    <Box component="section" aria-label={t('usage.budget.title')}>
      <Typography variant="h3" sx={{ marginBottom: 1 }}>
        {t('usage.budget.title')}
      </Typography>
      <form onSubmit={submit}>
        <Stack sx={{ gap: 2, maxWidth: '36rem' }}>
          {LIMITS.map((limit) => (
            <TextField
              key={limit}
              fullWidth
              label={t(`usage.budget.${limit}`)}
              helperText={isLimit(limit, texts[limit]) ? t('usage.budget.empty') : t(whole(limit) ? 'usage.budget.wholeNumber' : 'usage.budget.amount')}
              error={!isLimit(limit, texts[limit])}
              value={texts[limit]}
              onChange={({ target }) => setTexts({ ...texts, [limit]: target.value })}
            />
          ))}
          <TextField fullWidth label={t('usage.budget.warnAt')} error={!rightShare} value={warnAt} onChange={({ target }) => setWarnAt(target.value)} />
          <TextField select fullWidth label={t('usage.budget.beyond')} value={beyond} onChange={({ target }) => setBeyond(target.value === 'stop' ? 'stop' : 'warn')}>
            <MenuItem value="warn">{t('usage.budget.beyondWarn')}</MenuItem>
            <MenuItem value="stop">{t('usage.budget.beyondStop')}</MenuItem>
          </TextField>
          {save.isError && <FailureNotice failure={save.error} />}
          <Button type="submit" variant="contained" disabled={!complete || save.isPending} sx={{ alignSelf: 'flex-start' }}>
            {t('common.save')}
          </Button>
        </Stack>
      </form>
    </Box>
  );
}
