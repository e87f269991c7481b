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

/** The one way out of the machine. It leads only to origins that the owner of the machine has named; none unless told. */
export interface Egress {
  allows(address: string): boolean;
  /** Never follows a redirection. Throws `EGRESS_REFUSED` for an origin that is not named, `PROVIDER_UNREACHABLE` where nothing answers in time. */
  send(address: string, request: OutgoingRequest): Promise<Answer>;
}
