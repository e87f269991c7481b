export interface OutgoingRequest {
  method: string;
  headers: Readonly<Record<string, string>>;
  body: string | null;
}

export interface Answer {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: string;
}

/** An answer that is read as it comes. */
export interface OpenAnswer {
  status: number;
  headers: Readonly<Record<string, string>>;
  /** Throws `PROVIDER_UNREACHABLE` where it breaks off or stays silent for too long. */
  body: AsyncIterable<Uint8Array>;
}

export interface Patience {
  /** Until the headers are there, in milliseconds. */
  headersMs: number;
  /** Between two pieces of the body. */
  idleMs: number;
}

/** The one way out of the machine. It leads only to origins that the owner of the machine has named; none unless told. */
export interface Egress {
  allows(address: string): boolean;
  /** Never follows a redirection. Throws `EGRESS_REFUSED` for an origin that is not named, `PROVIDER_UNREACHABLE` where nothing answers in time. */
  send(address: string, request: OutgoingRequest): Promise<Answer>;
  /** The same for an answer of any length, read in pieces. */
  open(address: string, request: OutgoingRequest, patience: Patience, signal: AbortSignal): Promise<OpenAnswer>;
}
