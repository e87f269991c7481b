import { Box, Button, Dialog, DialogActions, DialogContent, DialogTitle, Stack, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Tool, ToolDefinition } from '#shared/contract/tools.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { formatTime } from '#renderer/components/format.ts';
import { useAction } from '#renderer/components/use-action.ts';
import { Waiting } from '#renderer/components/Waiting.tsx';
import { TOOLS } from './tool-queries.ts';

/** Every version of a tool; one of them can be used again, as a new version. */
export function ToolVersions({ tool: { definition, version: current }, onClose }: { tool: Tool; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useClient();
  const action = useAction(TOOLS);
  const { name } = definition;
  const shown = useQuery({ queryKey: [...TOOLS, 'show', name], queryFn: ({ signal }) => client.tools.show({ name }, { signal }) });
  const restore = (old: ToolDefinition) => {
    action.run(() => client.tools.apply(old), () => t('tools.saved', { name }));
    onClose();
  };
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="sm" aria-labelledby="tool-versions">
      <DialogTitle id="tool-versions">{t('agents.versionsTitle', { name })}</DialogTitle>
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
