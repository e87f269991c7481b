import { Box, TextField, Typography } from '@mui/material';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type AskRate, RATE_BOUNDS, READING_ROLES, type ReadingRole } from '#shared/contract/policy.ts';
import type { TenantSummary } from '#shared/contract/tenants.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { FormDialog } from '#renderer/components/FormDialog.tsx';
import { Notice } from '#renderer/components/Notice.tsx';
import { changedRates, LIMITS, limitsDraft, quotasOf, ratesFit } from './limits-draft.ts';
import { usePlantChange } from './use-plant-change.ts';

const PAIR = { display: 'grid', gap: 2, gridTemplateColumns: 'repeat(auto-fit, minmax(220px, 1fr))' };

const isSize = (limit: (typeof LIMITS)[number]): boolean => limit === 'gigabytes' || limit === 'gigabytesEach';

/** What a plant may use, and how often its people may ask at most. */
export function LimitsDialog({ plant, onClose }: { plant: TenantSummary; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useClient();
  const [draft, setDraft] = useState(() => limitsDraft(plant));
  const { id, name, askRates } = plant;
  const save = usePlantChange(
    async () => {
      await client.tenants.setQuotas({ id, ...quotasOf(draft) });
      for (const { role, rate } of changedRates(askRates, draft)) await client.tenants.setAskRate({ id, role, rate });
    },
    t('tenancy.plants.wasLimited', { name }),
    onClose,
  );
  const setRate = (role: ReadingRole, part: Partial<Record<keyof AskRate, string>>) => setDraft({ ...draft, rates: { ...draft.rates, [role]: { ...draft.rates[role], ...part } } });
  const fits = ratesFit(draft);
  return (
    <FormDialog title={t('tenancy.plants.limitsNamed', { name })} action={t('common.save')} complete={fits} pending={save.isPending} failure={save.error} onSubmit={() => save.mutate()} onClose={onClose}>
      <Typography variant="body2">{t('tenancy.plants.limitsHint')}</Typography>
      <Box sx={PAIR}>
        {LIMITS.map((limit, at) => (
          <TextField
            key={limit}
            autoFocus={at === 0}
            type="number"
            label={t(`tenancy.plants.limit.${limit}`)}
            value={draft[limit]}
            onChange={({ target }) => setDraft({ ...draft, [limit]: target.value })}
            slotProps={{ htmlInput: { min: 0, max: isSize(limit) ? 1e6 : 1e15, step: isSize(limit) ? 'any' : 1 } }}
          />
        ))}
      </Box>
      <Typography variant="h3" component="h3">
        {t('tenancy.plants.ratesTitle')}
      </Typography>
      <Typography variant="body2">{t('tenancy.plants.ratesBody')}</Typography>
      <Box sx={PAIR}>
        {READING_ROLES.flatMap((role) =>
          (['perMinute', 'perHour'] as const).map((each) => (
            <TextField
              key={`${role} ${each}`}
              type="number"
              label={t(`tenancy.plants.${each}`, { role: t(`common.roles.${role}`) })}
              value={draft.rates[role][each]}
              onChange={({ target }) => setRate(role, { [each]: target.value })}
              slotProps={{ htmlInput: { min: 1, max: RATE_BOUNDS[each] } }}
            />
          )),
        )}
      </Box>
      {!fits && <Notice state="degraded">{t('tenancy.plants.rateHalf')}</Notice>}
    </FormDialog>
  );
}
