import { createContext, type ReactNode, useContext } from 'react';
import type { Identity } from '#shared/contract/auth.ts';
import type { Permission } from '#shared/contract/permissions.ts';

const IdentityContext = createContext<Identity | null>(null);

export function IdentityProvider({ identity, children }: { identity: Identity; children: ReactNode }) {
  return <IdentityContext value={identity}>{children}</IdentityContext>;
}

/** Who is signed in. Only below the sign-in screen. */
export function useIdentity(): Identity {
  const identity = useContext(IdentityContext);
  if (identity === null) throw new Error('useIdentity needs an IdentityProvider above it');
  return identity;
}

/** Whether the signed-in person may do it; the gateway decides again on every call. */
export function useMay(permission: Permission): boolean {
  return useIdentity().permissions.includes(permission);
}
