export { type AnsweringModel, type ModelGateway, createModelGateway } from './gateway.ts';
export { type Offer, type Offers } from './offers.ts';
export { createEmbeddingCache, type EmbeddingCache, type EmbeddingCacheUse } from './embedding-cache.ts';
export { withResponseCache } from './answer-cache/cached-gateway.ts';
export { askStructured, type Structured, type StructuredRequest } from './structured/ask-structured.ts';
export { describeTools, type OfferedTool, type ToolChoice, toolChoiceShape } from './structured/tool-choice.ts';
export { modelHandlers } from './handlers.ts';
export { type ModelRegistry, createModelRegistry } from './registry.ts';
export { type Models, type ModelsDeps, createModels } from './models.ts';
