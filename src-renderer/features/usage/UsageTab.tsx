import { Stack, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useClient } from '#renderer/client/client-context.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { formatNumber } from '#renderer/components/format.ts';
import { Notice } from '#renderer/components/Notice.tsx';
import { Waiting } from '#renderer/components/Waiting.tsx';
import { BudgetForm } from './BudgetForm.tsx';
import { MeasuresKept } from './MeasuresKept.tsx';
import { USAGE_KEY } from './usage-key.ts';
import { UsageTable } from './UsageTable.tsx';

const DAYS = 30;

/** What language models were used for, by person and model, and the budget of a month. */
export function UsageTab() {
  const { t, i18n } = useTranslation();
  const client = useClient();
  const report = useQuery({ queryKey: USAGE_KEY, queryFn: ({ signal }) => client.usage.report({ days: DAYS }, { signal }) });
  const { data } = report;
  const percent = formatNumber((data?.state.used ?? 0) * 100, i18n.language);
  return (
    <Stack sx={{ gap: 2 }}>
      <Typography variant="h2">{t('usage.title', { count: DAYS })}</Typography>
      <Typography variant="body2" color="textSecondary">
        {t('usage.body')}
      </Typography>
      {report.isLoading && <Waiting>{t('common.loading')}</Waiting>}
      {report.isError && <FailureNotice failure={report.error} onRetry={() => void report.refetch()} />}
      {data && data.state.state !== 'ok' && (
        <Notice state={data.state.state === 'over' ? 'failed' : 'degraded'}>{data.state.state === 'over' ? t(`usage.over.${data.budget.beyond}`, { percent }) : t('usage.warn', { percent })}</Notice>
      )}
      {data && (
        <>
          <UsageTable title={t('usage.byModel')} first={t('usage.model')} rows={data.byModel.map((row) => ({ ...row, name: row.remote ? t('usage.remote', { model: row.model }) : row.model }))} total={data.total} />
          <UsageTable title={t('usage.byPerson')} first={t('usage.person')} rows={data.byPerson.map((row) => ({ ...row, name: row.user?.name ?? t('usage.nobody') }))} />
          <UsageTable title={t('usage.byDay')} first={t('usage.day')} rows={data.byDay.map((row) => ({ ...row, name: row.day }))} />
          <BudgetForm key={JSON.stringify(data.budget)} budget={data.budget} />
          <MeasuresKept />
        </>
      )}
    </Stack>
  );
}
