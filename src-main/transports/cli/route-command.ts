import { routing } from '#shared/contract/routing.ts';
import { type CommandContext, type CommonOptions, withOwner } from './command-context.ts';
import { print, table } from './print.ts';
import { oneLine } from './printable.ts';

const percent = (share: number): string => `${Math.round(share * 100)} %`;

/** `route`: which agent a question is for, without asking it. */
export async function routeCommand(context: CommandContext, question: string, options: CommonOptions): Promise<void> {
  const routed = await withOwner(context, options, ({ value }) => value(routing.route, { question }));
  print(context, routed, () => [
    ...table(routed.intents.map(({ agent, confidence, text, after }) => [agent ?? 'no agent', percent(confidence), after.length > 0 ? 'afterwards' : '', oneLine(text, 120)])),
    ...(routed.clarify === null ? [] : [routed.clarify]),
    `Likeliest: ${routed.candidates.map(({ agent, confidence }) => `${agent ?? 'no agent'} ${percent(confidence)}`).join(', ') || '-'}`,
  ]);
}

/** `routing corrections`: what people said their questions are for. */
export async function listCorrections(context: CommandContext, options: CommonOptions): Promise<void> {
  const found = await withOwner(context, options, ({ value }) => value(routing.corrections, {}));
  print(context, found, () => table(found.corrections.map(({ id, at, by, agent, question }) => [id, at.slice(0, 16), by, agent ?? 'no agent', oneLine(question, 100)]), 'Nobody has corrected where a question goes.'));
}

/** `routing correct NAME QUESTION`. */
export async function correctRouting(context: CommandContext, agent: string, question: string, options: CommonOptions): Promise<void> {
  const kept = await withOwner(context, options, ({ value }) => value(routing.correct, { question, agent: agent === 'none' ? null : agent }));
  print(context, kept, () => ['Kept as an example. It counts from the next question on.']);
}

/** `routing forget ID`. */
export async function forgetCorrection(context: CommandContext, id: string, options: CommonOptions): Promise<void> {
  const gone = await withOwner(context, options, ({ value }) => value(routing.forget, { id }));
  print(context, gone, () => ['Taken back.']);
}
