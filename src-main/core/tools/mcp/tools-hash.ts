import type { McpTool } from '#shared/contract/mcp.ts';
import type { Crypto } from '#core/ports/crypto.ts';
import { canonicalJson } from '#core/tools/json-texts.ts';

/** SHA-256 of everything that a server says of its tools and that a person, or a model, goes by. */
export const toolsHash = (crypto: Pick<Crypto, 'sha256'>, tools: readonly McpTool[]): string => crypto.sha256(canonicalJson(tools.map(({ name, description, input, output }) => [name, description, input, output])));
