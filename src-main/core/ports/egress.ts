import type { Reach } from '#shared/contract/reach.ts';

export type { Reach };

/** What is sent, as HTTP has it. */
export interface OutgoingRequest {
  method: string;
  headers: Readonly<Record<string, string>>;
  body: string | null;
}

/** An answer that was read to its end. */
export interface Answer {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: string;
}

/** An answer that is read as it comes. */
export interface OpenAnswer {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: AsyncIterable<Uint8Array>;
}

/** How long the other side is waited for. */
export interface Patience {
  /** Until the headers are there, in milliseconds. */
  headersMs: number;
  /** Between two pieces of the body. */
  idleMs: number;
}

/** A request to an address that an admin of a plant wrote. */
export interface BoundedRequest extends OutgoingRequest {
  reach: Reach;
  /** Of the answer's body. */
  maxBytes: number;
}

/** `unreachable`: nothing answers, or it breaks off; `too-large`; `wrong-network`: the name stands for an address outside of what it may reach. */
export type EgressProblem = 'unreachable' | 'too-large' | 'wrong-network';

/** There is no answer, or none that may be read. Whoever asked puts it into a sentence. */
export class EgressFault extends Error {
  readonly problem: EgressProblem;

  constructor(problem: EgressProblem, options?: ErrorOptions) {
    super(problem, options);
    this.problem = problem;
  }
}

/** The one way out of the machine. It leads only to origins that the owner of the machine has named; none unless told. */
export interface Egress {
  /** What the owner has named, such as `https://models.example.com`. */
  readonly origins: readonly string[];
  allows(address: string): boolean;
  /** Never follows a redirection. Throws `EGRESS_REFUSED` for an origin that is not named, `PROVIDER_UNREACHABLE` where nothing answers in time. */
  send(address: string, request: OutgoingRequest): Promise<Answer>;
  /** The same for an answer of any length, read in pieces. Its body throws `PROVIDER_UNREACHABLE` where it breaks off or stays silent for too long. */
  open(address: string, request: OutgoingRequest, patience: Patience, signal: AbortSignal): Promise<OpenAnswer>;
  /**
   * For addresses that an admin of a plant wrote. The numeric address is checked as the connection is made with it, so that a name cannot mean
   * one thing when it is checked and another when it is used: this machine only where the origin says so itself, link-local and reserved addresses
   * never, others as `reach` says. Never follows a redirection. Throws `EGRESS_REFUSED` for an origin that is not named, and `EgressFault`.
   */
  ask(address: string, request: BoundedRequest, signal: AbortSignal): Promise<Answer>;
  /** The same, answered as soon as the headers are there. The body throws `EgressFault`, and the signal's reason; whoever does not read it to its end returns it. */
  askOpen(address: string, request: BoundedRequest, signal: AbortSignal): Promise<OpenAnswer>;
}
