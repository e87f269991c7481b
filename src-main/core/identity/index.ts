export { type IdentityServices, activeTenants, authHandlers, identityOf, signInAs } from './auth-handlers.ts';
export { createIdentity, type IdentityPorts } from './create-identity.ts';
export { createOneTimeLinks, type OneTimeLinks } from './one-time-links.ts';
export { type Authenticate, createAuthenticate } from './principals.ts';
export { createSessions } from './sessions.ts';
export { insertUser, userHandlers } from './user-handlers.ts';
