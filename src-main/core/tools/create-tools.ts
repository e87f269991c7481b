import { createCircuitBreaker } from '#core/models/index.ts';
import type { PictureReading, TableReading } from '#core/knowledge/index.ts';
import type { MemoryStore } from '#core/memory/index.ts';
import type { BoundOperation } from '#core/pipeline/index.ts';
import { createSlidingWindow } from '#core/policy/index.ts';
import type { Database } from '#core/ports/database.ts';
import type { Egress } from '#core/ports/egress.ts';
import type { Embedding } from '#core/ports/embedder.ts';
import type { FolderReader } from '#core/ports/folder-reader.ts';
import type { McpServers } from '#core/ports/mcp-servers.ts';
import type { Secrets } from '#core/ports/secrets.ts';
import type { SqlRunner } from '#core/ports/sql-runner.ts';
import { documentTools, type DocumentToolDeps } from './built-in/document-tools.ts';
import { memoryTool } from './built-in/memory-tool.ts';
import { pictureTool } from './built-in/picture-tool.ts';
import { quantityTools } from './built-in/quantity-tools.ts';
import { tableTool } from './built-in/table-tool.ts';
import { timeTool } from './built-in/time-tool.ts';
import { createKindTable } from './kind-table.ts';
import { builtInKind } from './kinds/built-in-kind.ts';
import { httpKind } from './kinds/http-kind.ts';
import { mcpKind } from './kinds/mcp-kind.ts';
import { sqlKind } from './kinds/sql-kind.ts';
import { mcpHandlers } from './mcp/mcp-handlers.ts';
import { createMcpStore } from './mcp/mcp-store.ts';
import { createToolRanking } from './rank-tools.ts';
import { createToolChanges, type ToolChanges } from './tool-changes.ts';
import { createToolGateway, type ToolGateway, type ToolGatewayDeps } from './tool-gateway.ts';
import { toolHandlers } from './tool-handlers.ts';
import type { ToolKind } from './tool-kind.ts';
import { createToolSecrets } from './tool-secrets.ts';
import { createToolStore, type ToolStore } from './tool-store.ts';

export interface ToolsDeps extends Omit<ToolGatewayDeps, 'store' | 'kinds' | 'window' | 'breaker' | 'ranking' | 'toolSecrets' | 'secrets'>, DocumentToolDeps {
  database: Database;
  embedding: Embedding;
  pictures: PictureReading;
  tables: TableReading;
  memory: Pick<MemoryStore, 'recall'>;
  egress: Egress;
  sqlRunner: SqlRunner;
  mcpServers: McpServers;
  folders?: FolderReader | null;
  secrets: Secrets;
  /** Kinds of tools beside those that come with Millwright. */
  kinds?: readonly ToolKind[];
}

/** The tools of plants behind their one door. */
export interface Tools {
  gateway: ToolGateway;
  /** The tools as they stand, and how they become others. */
  store: Pick<ToolStore, 'list'>;
  changes: ToolChanges;
  operations: BoundOperation[];
}

export function createTools(deps: ToolsDeps): Tools {
  const builtIns = [...documentTools(deps), ...quantityTools, timeTool(deps.clock), memoryTool(deps.memory), pictureTool(deps.pictures, deps.reading), tableTool(deps.tables, deps.reading)];
  const shipped = builtIns.map(({ definition }) => definition);
  const store = createToolStore({ ...deps, shipped });
  const toolSecrets = createToolSecrets(deps);
  const mcpStore = createMcpStore(deps);
  const kinds = createKindTable([builtInKind(builtIns), httpKind(deps), sqlKind({ ...deps, runner: deps.sqlRunner }), mcpKind({ store: mcpStore, servers: deps.mcpServers, crypto: deps.crypto }), ...(deps.kinds ?? [])]);
  const ranking = createToolRanking(() => deps.embedding.current().embedder);
  const gateway = createToolGateway({ ...deps, store, kinds, toolSecrets, ranking, window: createSlidingWindow(), breaker: createCircuitBreaker(deps.clock) });
  const changes = createToolChanges({ ...deps, store, kinds, shipped: new Set(shipped.map(({ name }) => name)) });
  const operations = [
    ...toolHandlers({ store, kinds, changes, gateway, toolSecrets }),
    ...mcpHandlers({ ...deps, store, mcpStore, servers: deps.mcpServers, toolSecrets }),
  ];
  return { gateway, store, changes, operations };
}
