import { createContext, useContext } from 'react';
import type { SessionKeeper } from './create-session-keeper.ts';

export const SessionContext = createContext<SessionKeeper | null>(null);

export function useSessionKeeper(): SessionKeeper {
  const keeper = useContext(SessionContext);
  if (keeper === null) throw new Error('useSessionKeeper needs a SessionContext above it');
  return keeper;
}
