import { Box, Tab, Tabs } from '@mui/material';
import type { ComponentType } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import type { Permission } from '#shared/contract/permissions.ts';
import { useIdentity } from '#renderer/client/identity-context.tsx';
import { Screen } from '#renderer/components/Screen.tsx';
import { AuditTab } from '#renderer/features/audit/AuditTab.tsx';
import { EvaluationTab } from '#renderer/features/evaluation/EvaluationTab.tsx';
import { FoldersTab } from '#renderer/features/folders/FoldersTab.tsx';
import { PersonalDataTab } from '#renderer/features/personal-data/PersonalDataTab.tsx';
import { PolicyTab } from '#renderer/features/policy/PolicyTab.tsx';
import { RecallsTab } from '#renderer/features/recalls/RecallsTab.tsx';
import { HealthTab } from '#renderer/features/system/HealthTab.tsx';
import { KeysTab } from '#renderer/features/keys/KeysTab.tsx';
import { PlantsTab } from '#renderer/features/plants/PlantsTab.tsx';
import { SessionsTab } from '#renderer/features/sessions/SessionsTab.tsx';
import { PeopleTab } from '#renderer/features/users/PeopleTab.tsx';
import { RolesTab } from '#renderer/features/users/RolesTab.tsx';
import { SignInTab } from '#renderer/features/sso/SignInTab.tsx';
import { VocabularyTab } from '#renderer/features/vocabulary/VocabularyTab.tsx';

const TABS = ['people', 'roles', 'policy', 'personal-data', 'signIn', 'sessions', 'keys', 'audit', 'health', 'vocabulary', 'folders', 'recalls', 'evaluation', 'plants'] as const;
type TabName = (typeof TABS)[number];

const tabs: Record<TabName, { permission: Permission; content: ComponentType }> = {
  people: { permission: 'users:manage', content: PeopleTab },
  roles: { permission: 'users:manage', content: RolesTab },
  policy: { permission: 'policy:manage', content: PolicyTab },
  'personal-data': { permission: 'policy:manage', content: PersonalDataTab },
  signIn: { permission: 'users:manage', content: SignInTab },
  sessions: { permission: 'users:manage', content: SessionsTab },
  keys: { permission: 'users:manage', content: KeysTab },
  audit: { permission: 'audit:read-own', content: AuditTab },
  health: { permission: 'users:manage', content: HealthTab },
  vocabulary: { permission: 'knowledge:manage', content: VocabularyTab },
  folders: { permission: 'knowledge:manage', content: FoldersTab },
  recalls: { permission: 'knowledge:manage', content: RecallsTab },
  evaluation: { permission: 'knowledge:manage', content: EvaluationTab },
  plants: { permission: 'platform:operate', content: PlantsTab },
};

/** What an admin looks after; others see the record of what they did themselves. */
export function AdminScreen() {
  const { t } = useTranslation();
  const { tab: asked } = useParams();
  const { permissions } = useIdentity();
  const offered = TABS.filter((name) => permissions.includes(tabs[name].permission));
  const chosen = offered.find((name) => name === asked) ?? offered[0] ?? 'audit';
  const Content = tabs[chosen].content;
  return (
    <Screen title={offered.length > 1 ? t('admin.title') : t('frame.record')}>
      {offered.length > 1 && (
        <Tabs variant="scrollable" value={chosen} aria-label={t('admin.title')} sx={({ tokens }) => ({ borderBottom: `1px solid ${tokens.line}` })}>
          {offered.map((name) => (
            <Tab key={name} value={name} label={t(`admin.tabs.${name}`)} component={Link} to={`/admin/${name}`} />
          ))}
        </Tabs>
      )}
      <Box role="tabpanel" aria-label={t(`admin.tabs.${chosen}`)} sx={{ flex: 1, minHeight: 0, display: 'flex', flexDirection: 'column' }}>
        <Content />
      </Box>
    </Screen>
  );
}
