import Delete from '@mui/icons-material/DeleteOutlined';
import Edit from '@mui/icons-material/EditOutlined';
import { Button, IconButton, Stack, Typography } from '@mui/material';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { OwnPattern, PersonalDataSettings } from '#shared/contract/personal-data.ts';
import { PatternDialog } from './PatternDialog.tsx';

interface Props {
  settings: PersonalDataSettings;
  onRemove: (name: string) => void;
}

/** The plant's own patterns, to add, change and remove. */
export function OwnPatterns({ settings, onRemove }: Props) {
  const { t } = useTranslation();
  const [edited, setEdited] = useState<OwnPattern | 'new' | null>(null);
  return (
    <Stack component="section" aria-label={t('personalData.own.title')} sx={{ gap: 1 }}>
      <Typography variant="h2">{t('personalData.own.title')}</Typography>
      <Typography variant="body2">{t('personalData.own.body')}</Typography>
      {settings.patterns.length === 0 && <Typography variant="body2">{t('personalData.own.none')}</Typography>}
      <Stack component="ul" sx={{ margin: 0, padding: 0, listStyle: 'none' }}>
        {settings.patterns.map((own) => (
          <Stack key={own.name} component="li" direction="row" sx={({ tokens }) => ({ gap: 1, alignItems: 'center', borderBottom: `1px solid ${tokens.line}`, paddingY: 0.5 })}>
            <Stack sx={{ flex: 1, minWidth: 0, overflowWrap: 'anywhere' }}>
              <Typography sx={{ fontWeight: 600 }}>{own.name}</Typography>
              <Typography variant="body2" component="code" sx={{ fontFamily: 'monospace' }}>
                {own.pattern}
              </Typography>
            </Stack>
            <IconButton aria-label={t('personalData.own.edit', { name: own.name })} onClick={() => setEdited(own)}>
              <Edit />
            </IconButton>
            <IconButton aria-label={t('personalData.own.remove', { name: own.name })} onClick={() => onRemove(own.name)}>
              <Delete />
            </IconButton>
          </Stack>
        ))}
      </Stack>
      <Button variant="outlined" sx={{ alignSelf: 'flex-start' }} onClick={() => setEdited('new')}>
        {t('personalData.own.add')}
      </Button>
      {edited !== null && <PatternDialog settings={settings} edited={edited === 'new' ? null : edited} onClose={() => setEdited(null)} />}
    </Stack>
  );
}
