import { Stack, TableCell, TableRow, Typography } from '@mui/material';
import { useTranslation } from 'react-i18next';
import type { Permission } from '#shared/contract/permissions.ts';
import { RESOURCE_RULES, type ResourceRow } from '#shared/contract/policy.ts';
import { FramedTable } from '#renderer/components/FramedTable.tsx';
import { Allowed } from './Allowed.tsx';

/** Which rules decide beside the role, for each kind of thing. */
export function ResourceRules({ rows }: { rows: readonly ResourceRow[] }) {
  const { t } = useTranslation();
  const othersBy = (permission: Permission | null, rules: ResourceRow['rules']): string => {
    if (permission !== null) return t(`admin.roles.permissions.${permission}`);
    return rules.includes('own-or-permitted') ? t('policy.rules.nobody') : '';
  };
  const words = [t('common.yes'), t('common.no')] as const;
  return (
    <Stack component="section" sx={{ gap: 1.5 }}>
      <Typography variant="h2">{t('policy.rules.title')}</Typography>
      <Typography variant="body2" color="textSecondary">
        {t('policy.rules.body')}
      </Typography>
      <FramedTable label={t('policy.rules.title')} columns={[t('policy.rules.thing'), ...RESOURCE_RULES.map((rule) => t(`policy.rules.short.${rule}`)), t('policy.rules.others')]}>
        {rows.map(({ resource, rules, others, opens }) => (
          <TableRow key={resource} hover>
            <TableCell component="th" scope="row">
              {t(`policy.rules.things.${resource}`)}
            </TableCell>
            {RESOURCE_RULES.map((rule) => (
              <TableCell key={rule}>
                <Allowed yes={rules.includes(rule)} words={words} />
              </TableCell>
            ))}
            <TableCell align="right">{othersBy(others ?? opens, rules)}</TableCell>
          </TableRow>
        ))}
      </FramedTable>
      <ul>
        {RESOURCE_RULES.map((rule) => (
          <li key={rule}>
            <b>{t(`policy.rules.short.${rule}`)}</b>: {t(`policy.rules.each.${rule}`)}
          </li>
        ))}
      </ul>
    </Stack>
  );
}
