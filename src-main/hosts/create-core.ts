import type { AgentTemplate } from '#shared/contract/agents.ts';
import { agentHandlers, createAgentChanges, createAgents, createAgentStore } from '#core/agents/index.ts';
import { auditHandlers, createAuditTrail, createBackgroundEntry, createCheckpoints, createRetention, scheduleCheckpoints, scheduleRetention, anchorFile } from '#core/audit/index.ts';
import { createApprovals, createPausedRuns } from '#core/approvals/index.ts';
import { createComparisons } from '#core/comparisons/index.ts';
import { completionHandlers } from '#core/completions/index.ts';
import { type AnswerServices, answerHandlers, conversationHandlers, createContinuations, createConversationTurns, createFollowing, measureAnswers, openingHandlers } from '#core/conversations/index.ts';
import { apiKeyHandlers, createIdentity, createPersonNow, type IdentityPorts, sessionHandlers, userHandlers } from '#core/identity/index.ts';
import { feedbackHandlers } from '#core/feedback/index.ts';
import { grantHandlers } from '#core/grants/index.ts';
import { guardrailHandlers, guardrailRules, recordMalformed, recordViolation } from '#core/guardrails/index.ts';
import { createDocumentReading, createKnowledge, createPictureReading, createTableReading, type Knowledge, type KnowledgeDeps, recognitionHandlers } from '#core/knowledge/index.ts';
import { createMemoryStore, memoryHandlers, rememberTask } from '#core/memory/index.ts';
import { ANSWER_CACHE_LIMITS, createEmbeddingCache, createModels, createResponseCache, type ModelsDeps, withResponseCache } from '#core/models/index.ts';
import { createNotices } from '#core/notices/index.ts';
import { createPlantSettings } from '#core/settings/index.ts';
import { systemHandlers } from '#core/operations/index.ts';
import { type Call, createPipeline, type Pipeline, type Principal } from '#core/pipeline/index.ts';
import { createSlidingWindow, personalDataHandlers, personalDataRules, policyHandlers } from '#core/policy/index.ts';
import type { Archiver } from '#core/ports/archiver.ts';
import type { Exports } from '#core/ports/exports.ts';
import type { KeyStore } from '#core/ports/key-store.ts';
import type { LogVerifier } from '#core/ports/log-verifier.ts';
import type { Machine } from '#core/ports/machine.ts';
import type { QuestionsOfAgents, QuestionTrainer } from '#core/ports/question-trainer.ts';
import type { RuleTryer } from '#core/ports/rule-tryer.ts';
import type { PatternEngine } from '#core/ports/pattern-engine.ts';
import type { MailSender, WebhookSender } from '#core/ports/outgoing-notices.ts';
import type { McpServers } from '#core/ports/mcp-servers.ts';
import type { SqlRunner } from '#core/ports/sql-runner.ts';
import type { TextRecognition } from '#core/ports/text-recognition.ts';
import type { JsonSchemas } from '#core/ports/json-schema.ts';
import { activePrompt, answerWording, promptHandlers } from '#core/prompts/index.ts';
import { createPlans } from '#core/plans/index.ts';
import { comparisonFacts } from './comparison-facts.ts';
import { personNowAllowed } from './person-now-allowed.ts';
import { continuedFacts } from './continued-facts.ts';
import { planStepFacts } from './plan-step-facts.ts';
import { createErasing, privacyHandlers } from '#core/privacy/index.ts';
import { createTools } from '#core/tools/index.ts';
import { createRouting } from '#core/routing/index.ts';
import { createQuotas, limitGenerations, setupHandlers, tenantHandlers } from '#core/tenants/index.ts';
import { accountGenerations, createMeasureRetention, scheduleMeasurePruning, usageHandlers } from '#core/usage/index.ts';
import { countAnswers } from './count-answers.ts';

const MAX_FILE_BYTES = 512 * 1024 ** 2;
const MAX_UPLOAD_BYTES = 128 * 1024 ** 3;

/** The product behind its one door. */
export interface Core {
  pipeline: Pipeline;
  /** A one-time token for whoever starts Millwright: it signs in its first admin, or lets them create the first plant. */
  setupLink(): string;
  /** Resolves when no document is waiting or being worked on, or the signal is aborted. */
  ingestionIdle(signal?: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/** Everything the core needs from outside. */
export type CorePorts = Omit<KnowledgeDeps, 'embedders' | 'quotas' | 'embeddingCache' | 'recordIngestion' | 'recordRecall' | 'recordLook' | 'answering' | 'maxFileBytes' | 'maxUploadBytes'> &
  Omit<ModelsDeps, 'embeddingCache' | 'answerCache' | 'vectors'> & Omit<IdentityPorts, 'record'> & { archiver: Archiver; exports: Exports; keyStore: KeyStore; verifier: LogVerifier; machine: Machine; patternEngine: PatternEngine; recognition: TextRecognition | null; agentTemplates: readonly AgentTemplate[]; schemas: JsonSchemas; sqlRunner: SqlRunner; mcpServers: McpServers; webhooks: WebhookSender; mails: MailSender; questionTrainer: QuestionTrainer; ruleTryer: RuleTryer; shippedQuestions: QuestionsOfAgents };

/** Puts the features together over their ports and starts their background work. */
export async function createCore(ports: CorePorts): Promise<Core> {
  const { database, clock, crypto, logger, machine } = ports;
  const settings = createPlantSettings(ports);
  const trail = createAuditTrail(database, logger);
  const entry = createBackgroundEntry(ports);
  const checkpoints = createCheckpoints(ports);
  const schedule = scheduleCheckpoints({ trail, checkpoints, logger });
  const retention = createRetention({ ...ports, checkpoints });
  const pruning = scheduleRetention({ ...ports, retention, trail });
  const measures = createMeasureRetention({ ...ports, settings });
  const measurePruning = scheduleMeasurePruning({ ...ports, retention: measures, trail });
  const { services: identity, operations: identityOperations, reauthenticate } = createIdentity({
    ...ports,
    record: (event, tenantId, userId, metadata) => trail.later(entry({ tenantId, userId, event, operation: 'sso.refresh', resourceType: 'users', resourceId: userId, metadata })),
  });

  const rules: Pick<AnswerServices, 'personalData' | 'wording' | 'guardrails'> = {
    personalData: ({ tenantId }) => personalDataRules({ ...ports, settings }, tenantId),
    wording: (principal, language) => answerWording(database, principal, language),
    guardrails: ({ tenantId }) => guardrailRules({ ...ports, settings }, tenantId),
  };
  const embeddingCache = createEmbeddingCache({ crypto });
  const answerCache = createResponseCache(ANSWER_CACHE_LIMITS, () => clock.elapsed());
  const models = createModels({ ...ports, embeddingCache, answerCache, vectors: () => knowledge.vectors });
  const quotas = createQuotas({ database, clock });
  const answers = countAnswers(limitGenerations(models.gateway, quotas));
  const accounted = accountGenerations(withResponseCache(answers.gateway, { clock, crypto, cache: answerCache }), { ...ports, settings });
  const gateway: typeof accounted = {
    ...accounted,
    malformed: (scope, replies) => recordMalformed(ports, scope, replies),
    forget: (tenantId, key) => {
      embeddingCache.forget(tenantId);
      return accounted.forget(tenantId, key);
    },
  };
  const knowledge: Knowledge = createKnowledge({
    ...ports, embedders: models.embedders, reranker: models.reranker, quotas, embeddingCache, busy: answers.busy, maxFileBytes: MAX_FILE_BYTES, maxUploadBytes: MAX_UPLOAD_BYTES,
    answering: (search) => measureAnswers({ search, models: answers.gateway, ...rules, clock, crypto }),
    textDeleted: (tenantId) => gateway.forget(tenantId),
    recordIngestion: (tenantId, { documentId, chunks, outcome, latencyMs }) =>
      trail.write(entry({ tenantId, event: 'doc.ingestion', outcome, operation: 'documents.ingest', resourceType: 'documents', resourceId: documentId, latencyMs: Math.round(latencyMs), metadata: { chunks } })),
    recordRecall: (tenantId, { id, documentId, reason, answers: told }) =>
      trail.write(entry({ tenantId, event: 'recall.made', operation: 'recalls.sweep', resourceType: 'documents', resourceId: documentId, requestHash: crypto.sha256(id), metadata: { recall: id, reason, answers: told } })),
    recordLook: (tenantId, folderId, { added, revised, removed }) =>
      trail.write(entry({ tenantId, event: 'folder.scanned', operation: 'folders.watch', resourceType: 'folders', resourceId: folderId, metadata: { added, revised, removed } })),
  });

  const erasing = createErasing({ ...ports, models: gateway, recordErased: (tenantId, userId, removed) => trail.write(entry({ tenantId, event: 'privacy.erased', operation: 'privacy.erase', resourceType: 'privacy', resourceId: userId, metadata: { ...removed } })) });

  async function loadSamplePlant(tenantId: string, userId: string): Promise<void> {
    const never = new AbortController().signal;
    for (const { filename, path } of await machine.samplePlant()) {
      await knowledge.ingestion.add({ tenantId, userId, filename, content: machine.openFile(path), label: 'internal', tags: ['sample'] }, never);
    }
  }

  const agentStore = createAgentStore({ database, clock, crypto, templates: ports.agentTemplates });
  const agentChanges = createAgentChanges(agentStore);
  const agents = createAgents(agentStore, async (principal, name) => (await database.withTenant(principal, (tx) => activePrompt(tx, `agent:${name}`, 'system')))?.text ?? null);
  const memory = createMemoryStore(ports);
  const paused = createPausedRuns(database);
  // A command line is there for one command; answers go on in the plant's appliance or desktop.
  const goOn = (tenantId: string, approvalId: string): void => void (machine.shell !== 'cli' && continuations.goOn(tenantId, approvalId));
  const notices = createNotices({ ...ports, trail });
  const approvals = createApprovals({ ...ports, trail, reauthenticate, notices, gateway: () => tools.gateway, personNow: personNowAllowed(createPersonNow(database), 'tools:use'), ended: goOn });
  const tools = createTools({
    ...ports, memory, trail, retrieval: knowledge.retrieval, reading: createDocumentReading(database), pictures: createPictureReading(ports), tables: createTableReading(ports), personalData: rules.personalData, desk: () => approvals.desk, kinds: [],
    agentTools: async (principal, name) => (await agents.availableTo(principal)).find((agent) => agent.name === name)?.tools ?? null,
  });
  const routing = createRouting({
    database, clock, crypto, agents, embedding: ports.embedding, trainer: ports.questionTrainer, shipped: ports.shippedQuestions, templates: ports.agentTemplates,
    models: { gateway, personalData: rules.personalData },
  });
  const gathering = { agents, door: tools.gateway, models: gateway, clock, personalData: rules.personalData, remembered: (principal: Principal, question: string) => memory.recall(principal, question) };

  const answering = { database, clock, crypto, search: knowledge.retrieval, models: gateway, cited: knowledge.recalls, ...rules, device: () => ports.inference.state().device, paused, turns: createConversationTurns(), following: createFollowing(), agents: { gathering, remember: rememberTask(memory), route: ({ principal, signal }: Call<Principal>, question: string) => routing.router.route(principal, question, signal) } };
  const plans = createPlans({
    ...answering, logger, agents, gateway, router: routing.router, answering,
    personNow: personNowAllowed(createPersonNow(database), 'conversations:use'), waits: goOn,
    recordStep: (end) => trail.write(entry({ ...planStepFacts(end), requestHash: crypto.sha256(`${end.planId}/${end.key}`) })),
  });

  const continuations = createContinuations({
    ...answering, logger, personNow: personNowAllowed(createPersonNow(database), 'conversations:use'), planStep: (decided) => plans.executor.goOn(decided),
    record: (continued) => trail.write(entry(continuedFacts(continued))),
  });
  // Not what was answered before, and reading documents need not wait for it.
  const measured = accountGenerations(limitGenerations(models.gateway, quotas), { ...ports, settings });
  const comparisons = createComparisons({
    ...ports, cited: knowledge.recalls, chatModels: models.chatModels, answering: { ...answering, models: measured },
    personNow: personNowAllowed(createPersonNow(database), 'knowledge:manage'),
    recordAnswer: (end) => trail.write(entry({ ...comparisonFacts(end), requestHash: crypto.sha256(`${end.comparisonId}/${end.side}/${end.place}`) })),
  });

  const operations = [
    ...identityOperations,
    ...userHandlers({ ...identity, crypto, clock }),
    ...sessionHandlers({ ...identity, clock }),
    ...apiKeyHandlers({ database, crypto, clock }),
    ...tenantHandlers({ ...identity, quotas, crypto, clock, suspendWork: (tenantId, suspended) => knowledge.suspend(tenantId, suspended) }),
    ...setupHandlers({ identity, crypto, clock, shell: machine.shell, loadSamplePlant }),
    ...policyHandlers({ database, clock }),
    ...grantHandlers({ database, agents: { store: agentStore, changes: agentChanges }, tools }),
    ...personalDataHandlers({ ...ports, settings }),
    ...auditHandlers({ database, trail, checkpoints, retention, verifier: ports.verifier, crypto, clock, version: machine.version }),
    ...knowledge.operations,
    ...recognitionHandlers(ports),
    ...models.operations,
    ...completionHandlers({
      models: gateway, offers: models.offers, vectors: knowledge.vectors, embeddingCache, clock, crypto,
      ...rules, recordViolation: (call, reply) => recordViolation(ports, call, reply), beginTokens: quotas.beginGeneration,
    }),
    ...conversationHandlers(answering),
    ...answerHandlers(answering),
    ...plans.operations,
    ...routing.operations,
    ...tools.operations,
    ...approvals.operations,
    ...notices.operations,
    ...memoryHandlers({ store: memory, database, clock }),
    ...agentHandlers({ store: agentStore, changes: agentChanges, agents, templates: ports.agentTemplates }),
    ...promptHandlers({ database, search: knowledge.retrieval, clock, crypto }),
    ...guardrailHandlers({ ...ports, settings }),
    ...feedbackHandlers({ database, clock, crypto }),
    ...comparisons.operations,
    ...usageHandlers({ database, settings, clock, retention: measures }),
    ...openingHandlers({ database, clock }),
    ...privacyHandlers({ database, clock, crypto, files: ports.files, archiver: ports.archiver, exports: ports.exports, cited: knowledge.recalls, erasing, anchor: (tenantId) => anchorFile(checkpoints, tenantId) }),
    ...systemHandlers({
      database, trail, machine, clock, watchQueue: knowledge.watchQueue, watchWaiting: approvals.watchWaiting, index: ports.vectorIndex, searchedBy: knowledge.vectors.serving, inference: ports.inference, egress: ports.egress,
      answerMode: (tenantId) => models.gateway.answerMode(tenantId), rerankMode: (tenantId) => models.reranker.mode(tenantId),
    }),
  ];
  const pipeline = createPipeline(operations, { authenticate: identity.authenticate, window: createSlidingWindow(), trail, clock, crypto, secrets: ports.secrets, logger });
  await models.start();
  await knowledge.start();
  await erasing.resume();
  // A command line is there for one command; the plant's appliance or desktop goes on with its plans and approved calls.
  if (machine.shell !== 'cli') {
    await plans.executor.resume();
    await comparisons.runner.resume();
    await approvals.start();
    notices.start();
    await continuations.resume();
  }

  return {
    pipeline,
    setupLink: () => identity.links.issue(),
    ingestionIdle: (signal) => Promise.race([knowledge.ingestion.idle(), aborted(signal)]),
    async close() {
      await approvals.close();
      await notices.close();
      await continuations.close();
      await plans.executor.close();
      await comparisons.runner.close();
      await erasing.idle();
      await knowledge.close();
      await models.close();
      await pruning.close();
      await measurePruning.close();
      await trail.flush();
      await schedule.close();
    },
  };
}

/** Resolves when the signal is aborted; never without one. */
function aborted(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) resolve();
    signal?.addEventListener('abort', () => resolve(), { once: true });
  });
}
