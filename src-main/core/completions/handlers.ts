import { completions } from '#shared/contract/completions.ts';
import { bindHandlers } from '#core/pipeline/index.ts';
import { complete, type CompletionServices } from './complete.ts';
import { embedTexts, type EmbedServices } from './embed-texts.ts';

/** Models for other programs, in the format that most of them speak. */
export function completionHandlers(services: CompletionServices & EmbedServices) {
  return bindHandlers(completions, {
    create: (request, call) => complete(services, request, call),
    embed: (request, call) => embedTexts(services, request, call),
  });
}
