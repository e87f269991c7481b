import { Box, Button, Stack, Typography } from '@mui/material';
import { type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Notice } from '#renderer/components/Notice.tsx';
import { StatusChip } from '#renderer/components/StatusChip.tsx';

interface Props {
  title: string;
  /** Absent for what is neither on nor off. */
  on?: boolean;
  /** The owner of the machine does not let the server be contacted. */
  refused?: boolean;
  complete: boolean;
  pending: boolean;
  onSave: () => void;
  onSwitchOff?: () => void;
  children: ReactNode;
  /** What can be done once it is saved. */
  after?: ReactNode;
}

/** One way of telling people: whether it is on, its fields, and what can be done with it. */
export function NoticePart({ title, on, refused = false, complete, pending, onSave, onSwitchOff, children, after }: Props) {
  const { t } = useTranslation();
  const heading = useId();
  return (
    <Stack component="section" aria-labelledby={heading} sx={{ gap: 2 }}>
      <Stack direction="row" sx={{ gap: 1.5, alignItems: 'center' }}>
        <Typography id={heading} variant="h2">
          {title}
        </Typography>
        {on !== undefined && <StatusChip state={on ? (refused ? 'degraded' : 'ready') : 'idle'}>{t(on ? 'notices.on' : 'notices.off')}</StatusChip>}
      </Stack>
      {refused && <Notice state="degraded">{t('notices.notAllowed')}</Notice>}
      <Stack
        component="form"
        sx={{ gap: 2 }}
        onSubmit={(event) => {
          event.preventDefault();
          if (complete && !pending) onSave();
        }}
      >
        <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: 'repeat(auto-fit, minmax(min(280px, 100%), 1fr))', alignItems: 'start' }}>{children}</Box>
        <Stack direction="row" sx={{ gap: 1.5, flexWrap: 'wrap' }}>
          <Button type="submit" variant="contained" disabled={!complete || pending}>
            {t('notices.save')}
          </Button>
          {on === true && onSwitchOff && (
            <Button color="error" disabled={pending} onClick={onSwitchOff}>
              {t('notices.switchOff')}
            </Button>
          )}
        </Stack>
      </Stack>
      {after}
    </Stack>
  );
}
