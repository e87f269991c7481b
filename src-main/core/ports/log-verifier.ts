/** Recomputes an audit log away from the event loop. */
export interface LogVerifier {
  /** `evidence` is what the check compares the records with; it has to be plain data. */
  start(evidence: unknown): LogVerification;
}

/** One check that is under way. */
export interface LogVerification {
  /** Records as JSON lines, in order. False once a fault is known, after which more changes nothing. */
  take(lines: string): Promise<boolean>;
  /** The verdict: ends the check. */
  end(): Promise<unknown>;
  /** Ends the check at any time. */
  close(): void;
}
