import AccountTree from '@mui/icons-material/AccountTreeOutlined';
import AdminPanelSettings from '@mui/icons-material/AdminPanelSettingsOutlined';
import Description from '@mui/icons-material/DescriptionOutlined';
import FactCheck from '@mui/icons-material/FactCheckOutlined';
import Memory from '@mui/icons-material/MemoryOutlined';
import QuestionAnswer from '@mui/icons-material/QuestionAnswerOutlined';
import Search from '@mui/icons-material/SearchOutlined';
import type { SvgIconProps } from '@mui/material';
import type { ComponentType } from 'react';
import type { Identity } from '#shared/contract/auth.ts';
import type { Permission } from '#shared/contract/permissions.ts';

export interface ScreenEntry {
  name: 'ask' | 'search' | 'documents' | 'plans' | 'approvals' | 'models' | 'admin' | 'record';
  to: string;
  icon: ComponentType<SvgIconProps>;
  permission: Permission;
}

const SCREENS: readonly ScreenEntry[] = [
  { name: 'ask', to: '/ask', icon: QuestionAnswer, permission: 'conversations:use' },
  { name: 'search', to: '/search', icon: Search, permission: 'search:query' },
  { name: 'documents', to: '/documents', icon: Description, permission: 'documents:read' },
  { name: 'plans', to: '/plans', icon: AccountTree, permission: 'conversations:use' },
  { name: 'approvals', to: '/approvals', icon: FactCheck, permission: 'approvals:decide' },
  { name: 'models', to: '/models', icon: Memory, permission: 'models:manage' },
  { name: 'admin', to: '/admin', icon: AdminPanelSettings, permission: 'audit:read-own' },
];

/** The screens this person may open. Who manages nobody finds the record of their own actions under Admin's address. */
export function screensFor({ permissions }: Identity): ScreenEntry[] {
  const managesPeople = permissions.includes('users:manage');
  return SCREENS.filter(({ permission }) => permissions.includes(permission)).map((screen) =>
    screen.name === 'admin' && !managesPeople ? { ...screen, name: 'record' } : screen,
  );
}
