import type { ComponentType } from 'react';
import type { Permission } from '#shared/contract/permissions.ts';
import { AgentsTab } from '#renderer/features/agents/AgentsTab.tsx';
import { ApprovalRulesTab } from '#renderer/features/approvals/ApprovalRulesTab.tsx';
import { AuditTab } from '#renderer/features/audit/AuditTab.tsx';
import { EvaluationTab } from '#renderer/features/evaluation/EvaluationTab.tsx';
import { ComparisonsTab } from '#renderer/features/evaluation/comparisons/ComparisonsTab.tsx';
import { FeedbackTab } from '#renderer/features/feedback/FeedbackTab.tsx';
import { FoldersTab } from '#renderer/features/folders/FoldersTab.tsx';
import { GuardrailsTab } from '#renderer/features/guardrails/GuardrailsTab.tsx';
import { HoldsTab } from '#renderer/features/holds/HoldsTab.tsx';
import { KeysTab } from '#renderer/features/keys/KeysTab.tsx';
import { NoticesTab } from '#renderer/features/notices/NoticesTab.tsx';
import { OpeningsTab } from '#renderer/features/openings/OpeningsTab.tsx';
import { MemoryLimitsTab } from '#renderer/features/memory/MemoryLimitsTab.tsx';
import { PersonalDataTab } from '#renderer/features/personal-data/PersonalDataTab.tsx';
import { PlantsTab } from '#renderer/features/plants/PlantsTab.tsx';
import { PolicyTab } from '#renderer/features/policy/PolicyTab.tsx';
import { PromptsTab } from '#renderer/features/prompts/PromptsTab.tsx';
import { RecallsTab } from '#renderer/features/recalls/RecallsTab.tsx';
import { RoutingTab } from '#renderer/features/routing/RoutingTab.tsx';
import { SessionsTab } from '#renderer/features/sessions/SessionsTab.tsx';
import { SignInTab } from '#renderer/features/sso/SignInTab.tsx';
import { HealthTab } from '#renderer/features/system/HealthTab.tsx';
import { McpTab } from '#renderer/features/tools/mcp/McpTab.tsx';
import { ToolsTab } from '#renderer/features/tools/ToolsTab.tsx';
import { UsageTab } from '#renderer/features/usage/UsageTab.tsx';
import { PeopleTab } from '#renderer/features/users/PeopleTab.tsx';
import { RolesTab } from '#renderer/features/users/RolesTab.tsx';
import { VocabularyTab } from '#renderer/features/vocabulary/VocabularyTab.tsx';

interface Section {
  permission: Permission;
  content: ComponentType;
}

/** What an admin looks after, by section, grouped by what it is about; each is shown to whoever holds its permission. */
const ADMIN_SECTIONS = {
  access: {
    people: { permission: 'users:manage', content: PeopleTab },
    roles: { permission: 'users:manage', content: RolesTab },
    signIn: { permission: 'users:manage', content: SignInTab },
    sessions: { permission: 'users:manage', content: SessionsTab },
    keys: { permission: 'users:manage', content: KeysTab },
  },
  protection: {
    policy: { permission: 'policy:manage', content: PolicyTab },
    'personal-data': { permission: 'policy:manage', content: PersonalDataTab },
    guardrails: { permission: 'policy:manage', content: GuardrailsTab },
    opened: { permission: 'conversations:break-glass', content: OpeningsTab },
    holds: { permission: 'privacy:manage', content: HoldsTab },
  },
  record: {
    audit: { permission: 'audit:read-own', content: AuditTab },
  },
  knowledge: {
    vocabulary: { permission: 'knowledge:manage', content: VocabularyTab },
    folders: { permission: 'knowledge:manage', content: FoldersTab },
    recalls: { permission: 'knowledge:manage', content: RecallsTab },
    prompts: { permission: 'prompts:manage', content: PromptsTab },
    evaluation: { permission: 'knowledge:manage', content: EvaluationTab },
    feedback: { permission: 'knowledge:manage', content: FeedbackTab },
    comparisons: { permission: 'knowledge:manage', content: ComparisonsTab },
  },
  agents: {
    agents: { permission: 'agents:manage', content: AgentsTab },
    tools: { permission: 'tools:manage', content: ToolsTab },
    mcp: { permission: 'tools:manage', content: McpTab },
    approvals: { permission: 'tools:manage', content: ApprovalRulesTab },
    notices: { permission: 'tools:manage', content: NoticesTab },
    routing: { permission: 'agents:manage', content: RoutingTab },
    memory: { permission: 'agents:manage', content: MemoryLimitsTab },
  },
  installation: {
    usage: { permission: 'models:manage', content: UsageTab },
    health: { permission: 'users:manage', content: HealthTab },
    plants: { permission: 'platform:operate', content: PlantsTab },
  },
} as const satisfies Record<string, Record<string, Section>>;

type Groups = typeof ADMIN_SECTIONS;
export type GroupName = keyof Groups;
export type SectionName = { [Group in GroupName]: keyof Groups[Group] & string }[GroupName];

export interface OfferedSection extends Section {
  name: SectionName;
  group: GroupName;
}

/** The sections that these permissions open, in their order. */
export function sectionsFor(permissions: readonly Permission[]): OfferedSection[] {
  return Object.entries(ADMIN_SECTIONS).flatMap(([group, sections]) =>
    Object.entries<Section>(sections)
      .filter(([, { permission }]) => permissions.includes(permission))
      .map(([name, section]) => ({ ...section, name: name as SectionName, group: group as GroupName })),
  );
}
