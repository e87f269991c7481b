import { Button, Stack, TableCell, TableRow, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApprovalRule } from '#shared/contract/approvals.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { FramedTable } from '#renderer/components/FramedTable.tsx';
import { useAction } from '#renderer/components/use-action.ts';
import { Waiting } from '#renderer/components/Waiting.tsx';
import { APPROVALS } from './approvals-key.ts';
import { ApprovalRuleForm } from './ApprovalRuleForm.tsx';

type Changed = { tool: string | null; rule: ApprovalRule; isNew: boolean };

/** Who has to agree to calls of tools, for all and for single ones. */
export function ApprovalRulesTab() {
  const { t } = useTranslation();
  const client = useClient();
  const action = useAction(APPROVALS);
  const [changed, setChanged] = useState<Changed | null>(null);
  const rules = useQuery({ queryKey: [...APPROVALS, 'rules'], queryFn: ({ signal }) => client.approvals.rules({}, { signal }) });
  const people = useQuery({ queryKey: ['people', 'names'], queryFn: ({ signal }) => client.users.list({}, { signal }) });
  const names = new Map(people.data?.users.map(({ id, name }) => [id, name]));
  const rows = rules.data ? [{ tool: null, ...rules.data.standard }, ...rules.data.tools] : [];
  return (
    <Stack sx={{ gap: 2 }}>
      <Typography color="textSecondary" sx={{ maxWidth: '72ch' }}>
        {t('approvals.rules.body')}
      </Typography>
      {rules.isLoading && <Waiting>{t('common.loading')}</Waiting>}
      {rules.isError && <FailureNotice failure={rules.error} onRetry={() => void rules.refetch()} />}
      {rules.data && (
        <>
          <Button variant="contained" sx={{ alignSelf: 'flex-start' }} onClick={() => setChanged({ tool: '', rule: rules.data.standard, isNew: true })}>
            {t('approvals.rules.add')}
          </Button>
          <FramedTable label={t('approvals.rules.table')} columns={[t('approvals.rules.tool'), t('approvals.rules.needed'), t('approvals.rules.approvers'), t('approvals.rules.minutes'), t('approvals.rules.onExpiry'), t('documents.column.actions')]}>
            {rows.map(({ tool, ...rule }) => {
              const shown = tool ?? t('approvals.rules.standard');
              return (
                <TableRow key={shown} hover>
                  <TableCell sx={{ fontWeight: 600 }}>{shown}</TableCell>
                  <TableCell>{rule.needed}</TableCell>
                  <TableCell>{rule.approvers.length === 0 ? t('approvals.rules.anyAdmin') : rule.approvers.map((id) => names.get(id) ?? '').join(', ')}</TableCell>
                  <TableCell>{rule.minutes}</TableCell>
                  <TableCell>{t(`approvals.rules.ends.${rule.onExpiry}`)}</TableCell>
                  <TableCell align="right">
                    <Button size="small" aria-label={t('approvals.rules.changeNamed', { tool: shown })} onClick={() => setChanged({ tool, rule, isNew: false })}>
                      {t('approvals.rules.change')}
                    </Button>
                    {tool !== null && (
                      <Button size="small" aria-label={t('approvals.rules.dropNamed', { tool })} onClick={() => action.run(() => client.approvals.dropRule({ tool }))}>
                        {t('approvals.rules.drop')}
                      </Button>
                    )}
                  </TableCell>
                </TableRow>
              );
            })}
          </FramedTable>
        </>
      )}
      {changed !== null && <ApprovalRuleForm {...changed} people={people.data?.users.map(({ id, name }) => ({ id, name })) ?? []} onClose={() => setChanged(null)} />}
    </Stack>
  );
}
