import { Navigate, Outlet, Route, HashRouter, Routes as RouterRoutes } from 'react-router';
import type { Permission } from '#shared/contract/permissions.ts';
import { useIdentity } from '#renderer/client/identity-context.tsx';
import { ApprovalPage } from '#renderer/features/approvals/ApprovalPage.tsx';
import { ApprovalsScreen } from '#renderer/features/approvals/ApprovalsScreen.tsx';
import { AskScreen } from '#renderer/features/conversations/AskScreen.tsx';
import { DocumentPage } from '#renderer/features/documents/DocumentPage.tsx';
import { DocumentsScreen } from '#renderer/features/documents/DocumentsScreen.tsx';
import { MemoryScreen } from '#renderer/features/memory/MemoryScreen.tsx';
import { ModelsScreen } from '#renderer/features/models/ModelsScreen.tsx';
import { PlanPage } from '#renderer/features/plans/PlanPage.tsx';
import { PlansScreen } from '#renderer/features/plans/PlansScreen.tsx';
import { RecognitionLanguages } from '#renderer/features/recognition/RecognitionLanguages.tsx';
import { SearchScreen } from '#renderer/features/search/SearchScreen.tsx';
import { AdminScreen } from './admin/AdminScreen.tsx';
import { Frame } from './frame/Frame.tsx';
import { screensFor } from './frame/screens.ts';
import { MissingScreen } from './MissingScreen.tsx';

/** Addresses of the screens. One that the person's role may not open is the same as one that does not exist. */
export function Routes() {
  return (
    <HashRouter>
      <RouterRoutes>
        <Route element={<Frame />}>
          <Route index element={<FirstScreen />} />
          <Route element={<Only permission="conversations:use" />}>
            <Route path="ask" element={<AskScreen />} />
            <Route path="ask/:id" element={<AskScreen />} />
            <Route path="plans" element={<PlansScreen />} />
            <Route path="plans/:id" element={<PlanPage />} />
            <Route path="memory" element={<MemoryScreen />} />
          </Route>
          <Route path="search" element={<SearchScreen />} />
          <Route path="documents" element={<DocumentsScreen />} />
          <Route path="documents/:id" element={<DocumentPage />} />
          <Route element={<Only permission="approvals:decide" />}>
            <Route path="approvals" element={<ApprovalsScreen />} />
          </Route>
          <Route path="approvals/:id" element={<ApprovalPage />} />
          <Route element={<Only permission="models:read" />}>
            <Route path="models" element={<ModelsScreen><RecognitionLanguages /></ModelsScreen>} />
          </Route>
          <Route element={<Only permission="audit:read-own" />}>
            <Route path="admin" element={<AdminScreen />} />
            <Route path="admin/:tab" element={<AdminScreen />} />
          </Route>
          <Route path="*" element={<MissingScreen />} />
        </Route>
      </RouterRoutes>
    </HashRouter>
  );
}

/** Not everybody asks: an auditor begins with the record. */
function FirstScreen() {
  return <Navigate to={screensFor(useIdentity())[0]?.to ?? '/ask'} replace />;
}

function Only({ permission }: { permission: Permission }) {
  return useIdentity().permissions.includes(permission) ? <Outlet /> : <MissingScreen />;
}
