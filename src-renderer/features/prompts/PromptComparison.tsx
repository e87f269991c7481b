import { Box, Button, Stack, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { ComparedLine, PromptKey } from '#shared/contract/prompts.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { Waiting } from '#renderer/components/Waiting.tsx';
import { PROMPTS_KEY } from './prompts-key.ts';
import { versionName } from './version-name.ts';

interface Props {
  of: PromptKey;
  before: number;
  after: number;
  onClose: () => void;
}

/** Two versions side by side, line by line; a word says what colour repeats. */
export function PromptComparison({ of, before, after, onClose }: Props) {
  const { t } = useTranslation();
  const client = useClient();
  const found = useQuery({ queryKey: [...PROMPTS_KEY, of, 'difference', before, after], queryFn: ({ signal }) => client.prompts.diff({ ...of, before, after }, { signal }) });
  const title = t('prompts.difference');
  // It opens below the list it is chosen from.
  const section = useRef<HTMLDivElement>(null);
  useEffect(() => section.current?.focus(), [before]);
  return (
    <Stack component="section" aria-label={title} ref={section} tabIndex={-1} sx={{ gap: 1 }}>
      <Stack direction="row" sx={{ gap: 1, alignItems: 'center', justifyContent: 'space-between' }}>
        <Typography variant="h3">{title}</Typography>
        <Button size="small" onClick={onClose}>
          {t('common.close')}
        </Button>
      </Stack>
      {found.isLoading && <Waiting>{t('common.loading')}</Waiting>}
      {found.isError && <FailureNotice failure={found.error} onRetry={() => void found.refetch()} />}
      {found.data && (
        <Box component="table" aria-label={title} sx={({ tokens }) => ({ width: '100%', tableLayout: 'fixed', borderCollapse: 'collapse', border: `1px solid ${tokens.line}`, backgroundColor: tokens.surface })}>
          <thead>
            <tr>
              <Box component="th" scope="col" sx={{ width: '6.5rem' }} />
              {[before, after].map((version) => (
                <Box key={version} component="th" scope="col" sx={{ textAlign: 'start', padding: 1 }}>
                  <Typography variant="body2" component="span" sx={{ fontWeight: 600 }}>
                    {versionName(t, { ...of, version })}
                  </Typography>
                </Box>
              ))}
            </tr>
          </thead>
          <tbody>
            {found.data.lines.map((line, at) => (
              <Line key={at} line={line} />
            ))}
          </tbody>
        </Box>
      )}
    </Stack>
  );
}

function Line({ line: { same, before, after } }: { line: ComparedLine }) {
  const { t } = useTranslation();
  const change = same ? 'same' : before === null ? 'added' : after === null ? 'removed' : 'changed';
  return (
    <Box component="tr" sx={({ tokens }) => ({ verticalAlign: 'top', borderTop: `1px solid ${tokens.line}` })}>
      <Box component="th" scope="row" sx={{ textAlign: 'start', padding: 1, fontWeight: same ? 400 : 600 }}>
        <Typography variant="body2" component="span" sx={{ fontWeight: 'inherit' }}>
          {t(`viewer.change.${change}`)}
        </Typography>
      </Box>
      {([['failed', before], ['ready', after]] as const).map(([state, text]) => (
        <Box key={state} component="td" sx={({ tokens }) => ({ padding: 1, backgroundColor: same || text === null ? undefined : tokens.states[state].paper })}>
          <Typography variant="body2" component="div" sx={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
            {text}
          </Typography>
        </Box>
      ))}
    </Box>
  );
}
