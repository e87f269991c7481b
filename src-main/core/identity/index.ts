export { type IdentityServices, activeTenants, authHandlers, hasTenants, identityOf, signInAs } from './auth-handlers.ts';
export { apiKeyHandlers } from './api-key-handlers.ts';
export { createApiKeys } from './api-keys.ts';
export { createIdentity, type IdentityPorts } from './create-identity.ts';
export { createOneTimeLinks, type OneTimeLinks } from './one-time-links.ts';
export { type Authenticate, createAuthenticate, createPersonNow, type PersonNow } from './principals.ts';
export { sessionHandlers } from './session-handlers.ts';
export { createSessions } from './sessions.ts';
export { insertUser, userHandlers } from './user-handlers.ts';
