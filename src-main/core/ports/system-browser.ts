/** The browser of the person before this machine, where the screens themselves may not leave their window (RFC 8252). */
export interface SystemBrowser {
  /** Listens on a loopback address, once, for the browser that comes back. */
  expect(): Promise<ExpectedReturn>;
  /** Shows an address that must be of the issuer's own origin. Throws `SSO_REFUSED` for any other. */
  show(address: string, issuer: string): void;
}

/** A browser that is waited for. `redirectUri` is where it has to be sent. */
export interface ExpectedReturn {
  redirectUri: string;
  /** The query that the browser came back with. Rejects when the signal is aborted. */
  query(signal: AbortSignal): Promise<string>;
  close(): void;
}
