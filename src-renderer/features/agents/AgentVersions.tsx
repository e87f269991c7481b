import { Box, Button, Dialog, DialogActions, DialogContent, DialogTitle, Stack, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Agent, AgentDefinition } from '#shared/contract/agents.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { formatTime } from '#renderer/components/format.ts';
import { useAction } from '#renderer/components/use-action.ts';
import { Waiting } from '#renderer/components/Waiting.tsx';
import { AGENTS } from './agent-queries.ts';

/** Every version of an agent; one of them can be used again, as a new version. */
export function AgentVersions({ agent: { definition, version: current }, onClose }: { agent: Agent; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useClient();
  const action = useAction(AGENTS);
  const { name, title } = definition;
  const shown = useQuery({ queryKey: [...AGENTS, 'show', name], queryFn: ({ signal }) => client.agents.show({ name }, { signal }) });
  const restore = (old: AgentDefinition) => {
    action.run(() => client.agents.apply(old), () => t('agents.saved', { name: title }));
    onClose();
  };
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="sm" aria-labelledby="agent-versions">
      <DialogTitle id="agent-versions">{t('agents.versionsTitle', { name: title })}</DialogTitle>
      <DialogContent>
        {shown.isLoading && <Waiting>{t('common.loading')}</Waiting>}
        {shown.isError && <FailureNotice failure={shown.error} />}
        {shown.data?.versions.length === 0 && <Typography>{t('agents.shipped')}</Typography>}
        <Stack component="ul" sx={{ listStyle: 'none', padding: 0, margin: 0, gap: 1 }}>
          {shown.data?.versions.map(({ version, definition: old, savedAt }) => (
            <Box component="li" key={version} sx={{ display: 'flex', alignItems: 'center', gap: 1 }}>
              <Typography sx={{ flex: 1 }}>
                {t('agents.versionRow', { version, time: formatTime(savedAt) })}
                {old === null && `: ${t('agents.versionRemoved')}`}
              </Typography>
              {old !== null && version !== current && <Button onClick={() => restore(old)}>{t('agents.restore')}</Button>}
            </Box>
          ))}
        </Stack>
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>{t('common.close')}</Button>
      </DialogActions>
    </Dialog>
  );
}
