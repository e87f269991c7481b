import { Box, Button, Dialog, DialogActions, DialogContent, DialogTitle, Typography } from '@mui/material';
import { useTranslation } from 'react-i18next';
import { useIdentity } from '#renderer/client/identity-context.tsx';
import { screensFor } from './screens.ts';

/** All keys in one picture. */
export function KeyboardMap({ onClose }: { onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const screens = screensFor(useIdentity()).map(({ name }) => t(`frame.${name}`));
  const groups = [
    {
      title: t('frame.keys.everywhere'),
      keys: [
        ['Ctrl+K', t('frame.keys.commands')],
        ['?', t('frame.keys.map')],
        [`Alt+Shift+1 … ${screens.length}`, t('frame.keys.goTo', { screens: new Intl.ListFormat(i18n.language, { type: 'unit' }).format(screens) })],
        ['/', t('frame.keys.focus')],
        ['Esc', t('frame.keys.closePanel')],
      ],
    },
    {
      title: t('frame.keys.inAsk'),
      keys: [
        ['Enter', t('frame.keys.send')],
        ['Shift+Enter', t('frame.keys.newline')],
        ['Esc', t('frame.keys.stop')],
        ['@', t('frame.keys.answerer')],
        ['#', t('frame.keys.scope')],
        ['1 … 9', t('frame.keys.citation')],
      ],
    },
    {
      title: t('frame.keys.inSearch'),
      keys: [
        ['↑ ↓', t('frame.keys.move')],
        ['Enter', t('frame.keys.open')],
      ],
    },
  ];
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="sm" aria-labelledby="keys-title">
      <DialogTitle id="keys-title">{t('frame.keys.title')}</DialogTitle>
      <DialogContent>
        {groups.map(({ title, keys }) => (
          <Box key={title} component="section" sx={{ marginBottom: 2 }}>
            <Typography variant="h3" sx={{ marginBottom: 0.5 }}>
              {title}
            </Typography>
            <Box component="dl" sx={{ display: 'grid', gridTemplateColumns: '11em 1fr', rowGap: 0.75, margin: 0 }}>
              {keys.flatMap(([key, meaning]) => [
                <Box key={`${key} key`} component="dt">
                  <Box component="kbd" sx={({ tokens }) => ({ font: 'inherit', border: `1px solid ${tokens.strongLine}`, borderRadius: 1, paddingInline: 1, backgroundColor: tokens.hover })}>
                    {key}
                  </Box>
                </Box>,
                <Box key={key} component="dd" sx={{ margin: 0 }}>
                  {meaning}
                </Box>,
              ])}
            </Box>
          </Box>
        ))}
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>{t('common.close')}</Button>
      </DialogActions>
    </Dialog>
  );
}
