import { mkdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { createLogVerifier } from '#adapters/audit-check/create-log-verifier.ts';
import { createJsonSchemas } from '#adapters/ajv/create-json-schemas.ts';
import { createForkSpawner } from '#adapters/child-process/create-fork-spawner.ts';
import { createWorkers } from '#adapters/child-process/create-workers.ts';
import { createSystemClock } from '#adapters/clock/create-system-clock.ts';
import { createArgon2Hasher } from '#adapters/crypto/create-argon2-hasher.ts';
import { createNodeCrypto } from '#adapters/crypto/create-node-crypto.ts';
import { acquireDataLock } from '#adapters/data-lock/acquire-data-lock.ts';
import { createModelDownloads } from '#adapters/download/create-model-downloads.ts';
import { checkedSocket } from '#adapters/egress/checked-socket.ts';
import { createEgress } from '#adapters/egress/create-egress.ts';
import { createFolderReader } from '#adapters/files/create-folder-reader.ts';
import { createFileStore } from '#adapters/files/file-store.ts';
import { createKeptExports } from '#adapters/files/kept-exports.ts';
import { createModelFiles } from '#adapters/files/model-files.ts';
import { createModelSources } from '#adapters/files/model-sources.ts';
import { createPackWriter } from '#adapters/files/pack-writer.ts';
import { readAgentTemplates } from '#adapters/files/read-agent-templates.ts';
import { readShippedQuestions } from '#adapters/files/read-shipped-questions.ts';
import { readCatalogue } from '#adapters/files/read-catalogue.ts';
import { createLanceIndex } from '#adapters/lancedb/lance-index.ts';
import { createTextModels } from '#adapters/llama/create-text-models.ts';
import { createLlamaInference } from '#adapters/llama/create-llama-inference.ts';
import { createLogger } from '#adapters/logging/create-logger.ts';
import { createMailSender } from '#adapters/mail/create-mail-sender.ts';
import { createMcpServers } from '#adapters/mcp/create-mcp-servers.ts';
import { createMachine } from '#adapters/machine/create-machine.ts';
import { machineId } from '#adapters/machine/machine-id.ts';
import { createTextRecognition } from '#adapters/ocr/create-text-recognition.ts';
import { createCrossEncoder } from '#adapters/onnx/create-cross-encoder.ts';
import { createEmbedding } from '#adapters/onnx/create-embedding.ts';
import { createEmbeddingModels } from '#adapters/onnx/create-embedding-models.ts';
import { createRemoteChat } from '#adapters/openai/create-remote-chat.ts';
import { createOidcProvider } from '#adapters/oidc/create-oidc-provider.ts';
import { createPgliteDatabase } from '#adapters/pglite/create-pglite-database.ts';
import { createPasswordJudge } from '#adapters/passwords/create-password-judge.ts';
import { createPatternEngine } from '#adapters/re2/create-pattern-engine.ts';
import { createRuleTryer } from '#adapters/rule-tryer/create-rule-tryer.ts';
import { createQuestionTrainer } from '#adapters/question-trainer/create-question-trainer.ts';
import { createReaderPool } from '#adapters/readers/create-reader-pool.ts';
import { createFileKeyStore } from '#adapters/secrets/create-file-key-store.ts';
import { createKeyFileSecrets } from '#adapters/secrets/create-key-file-secrets.ts';
import { createSqlRunner } from '#adapters/sql/create-sql-runner.ts';
import { createVectorScan } from '#adapters/vector-scan/create-vector-scan.ts';
import { createWebhookSender } from '#adapters/webhook/create-webhook-sender.ts';
import { createArchiver } from '#adapters/zip/create-archiver.ts';
import { withRelease, withVectorScan } from '#core/knowledge/index.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Logger } from '#core/ports/logger.ts';
import type { Machine } from '#core/ports/machine.ts';
import type { SystemBrowser } from '#core/ports/system-browser.ts';
import type { SpawnWorker } from '#core/ports/worker-process.ts';
import { type Core, createCore } from './create-core.ts';
import { dataLayout } from './data-layout.ts';
import { findProgramFiles } from './program-files.ts';

const FREE_SPACE_FLOOR = 512 * 1024 ** 2;

export type { Core } from './create-core.ts';

export interface OpenCoreOptions {
  dataDirectory: string;
  shell: Machine['shell'];
  /** Where the core can be reached; nowhere unless told. */
  network?: Machine['network'];
  /** Folders that may be followed, with all below them; any unless told. */
  watchRoots?: readonly string[] | 'any';
  /** Origins that may be contacted, such as an identity provider's; none unless told. */
  outbound?: readonly string[];
  /** The browser of the person before the machine, where signing in at a provider must use it. */
  systemBrowser?: SystemBrowser;
  /** The clock of the machine unless told. */
  clock?: Clock;
  /** What this machine is called; asked of the operating system unless told. */
  machineId?: string;
  /** How worker processes are started; forked by Node unless told. */
  spawn?: SpawnWorker;
  logger?: Logger;
  /** Threads for language models; the physical cores but one unless told. */
  inferenceThreads?: number;
  /** Told, as a sentence, each step of opening that can take a person's time. */
  progress?: (sentence: string) => void;
}

/**
 * Claims a data directory and puts the whole core together over it. Throws `DATA_DIRECTORY_IN_USE`,
 * `DATA_DIRECTORY_DAMAGED`, `DISK_FULL`; what was opened by then is closed again.
 */
export async function openCore(options: OpenCoreOptions): Promise<Core> {
  const program = findProgramFiles();
  const data = dataLayout(options.dataDirectory);
  const clock = options.clock ?? createSystemClock();
  const egress = createEgress(options.outbound ?? []);
  const closers: (() => unknown)[] = [];
  const closing = async () => {
    for (const close of closers.splice(0).reverse()) await close();
  };

  try {
    const lock = await acquireDataLock(data.root);
    closers.push(() => lock.release());
    await mkdir(data.models, { recursive: true });
    const logger = options.logger ?? createLogger({ file: data.log });
    options.progress?.('Opening the database…');
    const database = await createPgliteDatabase({
      directory: data.database,
      migrationsDirectory: program.resource('migrations'),
      workerUrl: program.entryUrl('database-worker'),
      logger,
      floorBytes: FREE_SPACE_FLOOR,
    });
    closers.push(() => database.close());
    const workers = createWorkers({ spawn: options.spawn ?? createForkSpawner(program.entry), logger });
    options.progress?.('Looking for models…');
    const embedding = await createEmbedding({
      workers, logger, installedDirectory: data.models, bundledDirectory: `${program.models}/millwright-embed-small`,
    });
    closers.push(() => embedding.close());
    const embeddingModels = createEmbeddingModels({ workers, directory: data.models });
    closers.push(() => embeddingModels.close());
    const crossEncoder = createCrossEncoder({ workers, directory: data.models });
    closers.push(() => crossEncoder.unload());
    const secrets = await createKeyFileSecrets(data.key);
    const inference = createLlamaInference({
      workers, logger, threads: options.inferenceThreads, stateDirectory: data.states,
      stateKeyOf: (tenantId) => Buffer.from(secrets.keyedHash(tenantId, 'kept model states'), 'hex'),
    });
    closers.push(() => inference.close());
    const textModels = createTextModels({ workers, threads: options.inferenceThreads });
    closers.push(() => textModels.unload());
    const reader = createReaderPool({ workerUrl: program.entryUrl('reader-worker'), logger });
    closers.push(() => reader.close());
    const recognition = createTextRecognition({ workerUrl: program.entryUrl('recognition-worker'), folder: data.recognition, logger });
    closers.push(() => recognition.close());
    const sqlRunner = createSqlRunner({ workers });
    closers.push(() => sqlRunner.close());
    const mcpServers = createMcpServers({ egress, folder: data.mcp });
    closers.push(() => mcpServers.close());
    const scan = createVectorScan({ workerUrl: program.entryUrl('scan-worker') });
    const vectorIndex = withRelease(withVectorScan(createLanceIndex({ directory: data.index, logger }), scan, logger));
    closers.push(() => vectorIndex.close());

    options.progress?.('Checking the documents and their index…');
    const core = await createCore({
      database, embedding, embeddingModels, textModels, crossEncoder, inference, reader, recognition, vectorIndex, logger,
      files: createFileStore({ directory: data.files, freeSpaceFloorBytes: FREE_SPACE_FLOOR }),
      exports: createKeptExports({ directory: data.exports, floorBytes: FREE_SPACE_FLOOR }),
      archiver: createArchiver(),
      folders: createFolderReader({ roots: options.watchRoots ?? 'any', dataDirectory: data.root }),
      modelFiles: createModelFiles({ folder: data.models, freeSpaceFloorBytes: FREE_SPACE_FLOOR }),
      catalogue: await readCatalogue(join(program.models, 'catalog.json'), logger),
      shippedQuestions: await readShippedQuestions(program.resource('routing'), logger),
      questionTrainer: createQuestionTrainer({ workerUrl: program.entryUrl('question-trainer-worker') }),
      ruleTryer: createRuleTryer({ workerUrl: program.entryUrl('rule-try-worker') }),
      agentTemplates: await readAgentTemplates(program.resource('agents'), logger),
      downloads: createModelDownloads({ egress }),
      packWriter: createPackWriter({ roots: options.watchRoots ?? 'any' }),
      modelSources: createModelSources({ roots: options.watchRoots ?? 'any' }),
      clock, egress,
      provider: createOidcProvider({ egress, clock }),
      remoteChat: createRemoteChat({ egress }),
      secrets,
      systemBrowser: options.systemBrowser ?? null,
      crypto: createNodeCrypto(),
      hasher: createArgon2Hasher(),
      passwordJudge: createPasswordJudge(),
      patternEngine: createPatternEngine(),
      schemas: createJsonSchemas(),
      sqlRunner, mcpServers,
      webhooks: createWebhookSender({ egress, clock }),
      mails: createMailSender({ egress, socketFor: checkedSocket }),
      keyStore: createFileKeyStore(data.keys),
      verifier: createLogVerifier({ workerUrl: program.entryUrl('audit-verify-worker') }),
      machine: createMachine({
        id: options.machineId ?? (await machineId()), version: program.version, shell: options.shell, dataDirectory: data.root, sampleDirectory: program.resource('sample-plant'),
        network: options.network ?? (() => ({ mode: 'none', address: null })),
      }),
      concurrency: Math.max(1, availableParallelism() - 1),
    });
    closers.push(() => core.close());
    return { ...core, close: closing };
  } catch (error) {
    await closing();
    throw error;
  }
}
