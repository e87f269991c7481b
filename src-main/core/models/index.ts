export { type AnsweringModel, type ModelGateway, createModelGateway } from './gateway.ts';
export { type Offer, type Offers } from './offers.ts';
export { withResponseCache } from './answer-cache/cached-gateway.ts';
export { modelHandlers } from './handlers.ts';
export { type ModelRegistry, createModelRegistry } from './registry.ts';
export { type Models, type ModelsDeps, createModels } from './models.ts';
