import { Stack, ToggleButton, ToggleButtonGroup } from '@mui/material';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '#renderer/client/identity-context.tsx';
import { Notice } from '#renderer/components/Notice.tsx';
import { AuditEntries } from './AuditEntries.tsx';
import { AuditProof } from './AuditProof.tsx';
import { AuditRetention } from './AuditRetention.tsx';
import { VerifyRecord } from './VerifyRecord.tsx';

const VIEWS = ['entries', 'proof', 'retention'] as const;
type View = (typeof VIEWS)[number];

const contents = { entries: AuditEntries, proof: AuditProof, retention: AuditRetention };

/** Who did what; for who reads the whole record also what proves it, and how long it is kept. */
export function AuditTab() {
  const { t } = useTranslation();
  const mayReadAll = useMay('audit:read-all');
  const [view, setView] = useState<View>('entries');
  const Content = contents[view];
  if (!mayReadAll) {
    return (
      <Stack sx={{ gap: 2, flex: 1, minHeight: 0 }}>
        <Notice state="idle">{t('admin.audit.own')}</Notice>
        <AuditEntries />
      </Stack>
    );
  }
  return (
    <Stack sx={{ gap: 2, flex: 1, minHeight: 0 }}>
      <ToggleButtonGroup exclusive size="small" value={view} aria-label={t('record.view')} onChange={(_, chosen: View | null) => chosen && setView(chosen)}>
        {VIEWS.map((each) => (
          <ToggleButton key={each} value={each}>
            {t(`record.views.${each}`)}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
      <VerifyRecord />
      <Content />
    </Stack>
  );
}
