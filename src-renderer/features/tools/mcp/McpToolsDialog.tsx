import { Button, Dialog, DialogActions, DialogContent, DialogTitle, Stack, Typography } from '@mui/material';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { McpServer } from '#shared/contract/mcp.ts';
import type { Tool } from '#shared/contract/tools.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { Notice } from '#renderer/components/Notice.tsx';
import { showToast } from '#renderer/components/toast-store.ts';
import { Waiting } from '#renderer/components/Waiting.tsx';
import { TOOLS, useToolList } from '#renderer/features/tools/tool-queries.ts';
import { MCP_SERVERS } from './mcp-queries.ts';
import { McpToolItem } from './McpToolItem.tsx';
import { toolChanges } from './tool-changes.ts';
import { visibleText } from '#renderer/components/visible-text.ts';

interface Props {
  server: McpServer;
  onTry: (tool: Tool) => void;
  onClose: () => void;
}

/** What a server offers now, to the letter, and what is different since it was approved; approved from here. */
export function McpToolsDialog({ server: { name }, onTry, onClose }: Props) {
  const { t } = useTranslation();
  const client = useClient();
  const queries = useQueryClient();
  const titleId = useId();
  const kept = useToolList().data?.tools ?? [];
  /** What was ticked or unticked here; of the others, as it was approved, unless they are described otherwise. */
  const [said, setSaid] = useState<Record<string, boolean>>({});
  const offered = useQuery({ queryKey: [...MCP_SERVERS, 'offered', name], queryFn: ({ signal }) => discover(signal), gcTime: 0, retry: false, refetchOnWindowFocus: false });
  async function discover(signal: AbortSignal) {
    const found = await client.mcp.discover({ name }, { signal });
    await queries.invalidateQueries({ queryKey: [...MCP_SERVERS, 'list'] });
    return found;
  }
  const approve = useMutation({
    mutationFn: ({ hash, readOnly }: { hash: string; readOnly: string[] }) => client.mcp.approve({ name, hash, readOnly }),
    onSuccess: async ({ tools }) => {
      setSaid({});
      await queries.invalidateQueries({ queryKey: TOOLS });
      showToast({ state: 'ready', text: t('mcp.approved', { count: tools.length, name }) });
    },
  });
  const data = offered.data;
  const changes = data === undefined ? [] : toolChanges(data.pinned, data.tools);
  const readsOnly = (tool: string): boolean => said[tool] ?? (changes.some(({ name: each, state }) => each === tool && state === 'same') && (data?.readOnly.includes(tool) ?? false));
  const count = (state: 'new' | 'changed' | 'gone') => changes.filter((change) => change.state === state).length;
  const retold = data?.tools.some((tool) => readsOnly(tool.name) !== data.readOnly.includes(tool.name)) ?? false;

  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="md" aria-labelledby={titleId}>
      <DialogTitle id={titleId}>{t('mcp.toolsTitle', { name })}</DialogTitle>
      <DialogContent>
        <Stack sx={{ gap: 2 }}>
          <Typography color="textSecondary">{t('mcp.toolsBody')}</Typography>
          {offered.isLoading && <Waiting>{t('mcp.asking')}</Waiting>}
          {offered.isError && <FailureNotice failure={offered.error} onRetry={() => void offered.refetch()} />}
          {data && <Notice state={data.approved ? 'ready' : 'degraded'}>{sentence()}</Notice>}
          <Stack component="ul" aria-label={t('mcp.tools')} sx={{ listStyle: 'none', padding: 0, margin: 0, gap: 1.5 }}>
            {changes.map((change) => (
              <McpToolItem
                key={change.name}
                change={change}
                readsOnly={readsOnly(change.name)}
                onReadsOnly={(reads) => setSaid({ ...said, [change.name]: reads })}
                tool={data?.approved === true ? kept.find(({ definition }) => definition.name === `${name}__${change.name}`) : undefined}
                onTry={onTry}
              />
            ))}
          </Stack>
          {approve.isError && <FailureNotice failure={approve.error} onRetry={() => void offered.refetch()} retryLabel={t('mcp.askAgain')} />}
          {approve.data && approve.data.leftOut.length > 0 && (
            <Notice urgent state="degraded">
              {t('mcp.leftOut')}
              <ul>
                {approve.data.leftOut.map((left) => (
                  <li key={left.name}>{`${visibleText(left.name)}: ${left.why}`}</li>
                ))}
              </ul>
            </Notice>
          )}
          {data && (
            <Typography variant="caption" color="textSecondary" sx={{ overflowWrap: 'anywhere' }}>
              {t('mcp.hash', { hash: data.hash })}
            </Typography>
          )}
        </Stack>
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>{t('common.close')}</Button>
        <Button onClick={() => void offered.refetch()} disabled={offered.isFetching}>
          {t('mcp.askAgain')}
        </Button>
        <Button
          variant="contained"
          disabled={!data || offered.isFetching || approve.isPending || (data.approved && !retold)}
          onClick={() => data && approve.mutate({ hash: data.hash, readOnly: data.tools.map((tool) => tool.name).filter(readsOnly) })}
        >
          {t('mcp.approve')}
        </Button>
      </DialogActions>
    </Dialog>
  );

  function sentence(): string {
    if (data?.approved === true) return t('mcp.asApproved');
    return data?.pinned === null ? t('mcp.neverApproved') : t('mcp.different', { new: count('new'), changed: count('changed'), gone: count('gone') });
  }
}
