export const SSO_KEY = ['sso', 'settings'];
