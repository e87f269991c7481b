import type { BrowserContext, Page } from 'playwright-core';

/** What no page of Millwright may ever do, collected from a browser context. */
export interface Watch {
  readonly offences: readonly string[];
}

/** Errors of the page, refusals by its content security policy, and requests to anywhere but the appliance and what is named. */
export async function watchContext(context: BrowserContext, origin: () => string, elsewhere: readonly string[] = []): Promise<Watch> {
  const offences: string[] = [];
  await context.exposeBinding('reportPolicyOffence', (_, what: string) => void offences.push(`policy: ${what}`));
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
      const report: unknown = Reflect.get(globalThis, 'reportPolicyOffence');
      if (typeof report === 'function') report(`${violatedDirective} ${blockedURI}`);
    });
  });
  context.on('request', (request) => {
    const url = new URL(request.url());
    if (['http:', 'https:', 'ws:', 'wss:'].includes(url.protocol) && url.origin !== origin() && !elsewhere.includes(url.origin)) offences.push(`request: ${url.href}`);
  });
  context.on('page', (page: Page) => page.on('pageerror', (error) => void offences.push(`error: ${error.stack ?? error.message}`)));
  return { offences };
}
