import { Box } from '@mui/material';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { useIdentity } from '#renderer/client/identity-context.tsx';
import { Screen } from '#renderer/components/Screen.tsx';
import { SectionNav } from './SectionNav.tsx';
import { sectionsFor } from './sections.ts';

/** What an admin looks after; others see the record of what they did themselves. */
export function AdminScreen() {
  const { t } = useTranslation();
  const { tab: asked } = useParams();
  const { permissions } = useIdentity();
  const offered = sectionsFor(permissions);
  const chosen = offered.find(({ name }) => name === asked) ?? offered[0];
  if (chosen === undefined) return null;
  const several = offered.length > 1;
  return (
    <Box sx={{ height: '100%', display: 'flex', flexDirection: { xs: 'column', md: 'row' } }}>
      {several && <SectionNav sections={offered} chosen={chosen.name} />}
      <Box sx={{ flex: 1, minWidth: 0, minHeight: 0 }}>
        <Screen title={several ? t(`admin.tabs.${chosen.name}`) : t('frame.record')}>
          <chosen.content />
        </Screen>
      </Box>
    </Box>
  );
}
