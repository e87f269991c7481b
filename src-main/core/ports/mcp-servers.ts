import type { ToolProgress } from '#shared/contract/agent-answers.ts';
import type { McpSource, McpTool } from '#shared/contract/mcp.ts';

/** One server of one plant. */
export interface McpPlace {
  tenantId: string;
  name: string;
  source: McpSource;
  /** What is sent along to one over HTTP: the callers that have these alone share a connection. */
  headers: Readonly<Record<string, string>>;
}

/** Servers of the Model Context Protocol. They are started, or connected to, when they are first asked, and again when they ended. */
export interface McpServers {
  /** What it offers now, by name. Asked again once where the connection had ended. Throws `McpFault`. */
  tools(place: McpPlace, signal: AbortSignal): Promise<McpTool[]>;
  /** Never made twice. JSON: the structured result, or the text of it and of the resources in it. Throws `McpFault`, and what the signal says when it is aborted, which the server is told. */
  call(place: McpPlace, tool: string, given: Readonly<Record<string, unknown>>, signal: AbortSignal, report: (progress: ToolProgress) => void): Promise<unknown>;
  /** Ends what is running of a server, whatever its source was. */
  forget(place: Pick<McpPlace, 'tenantId' | 'name'>): Promise<void>;
  close(): Promise<void>;
}

/** Why a server gives nothing, in a sentence without any words of the server: these stand apart. */
export class McpFault extends Error {
  /** It is ill; otherwise it refused this call. */
  readonly outage: boolean;
  /** What it said of it, as it came; null where it said nothing. */
  readonly said: string | null;

  constructor(sentence: string, outage: boolean, { said = null, ...options }: ErrorOptions & { said?: string | null } = {}) {
    super(sentence, options);
    this.outage = outage;
    this.said = said;
  }
}
