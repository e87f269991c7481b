import { answers, type Replay, type ReplayChange } from '#shared/contract/answers.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import { type CommandContext, type CommonOptions, withOwner } from './command-context.ts';
import { print } from './print.ts';

const CHANGED: Record<ReplayChange['what'], string> = {
  model: 'Another model answered',
  'model-file': "The model's file is another",
  'back-end': 'It ran on another device',
  document: 'A document has changed',
  wording: 'What models are told first is worded otherwise now',
  prompt: 'What is stored of the request is not what its hash says',
};

/** `answers replay`: runs a kept answer again and compares. */
export async function replayAnswerCommand(context: CommandContext, messageId: string, options: CommonOptions): Promise<void> {
  const replay = await withOwner(context, options, async ({ events }) => {
    let found: Replay | undefined;
    for await (const event of events(answers.replay, { messageId })) if (event.type === 'result') found = event.replay;
    if (!found) throw new MillwrightError('MODEL_UNAVAILABLE', 'The answer broke off. Try again.');
    return found;
  });
  print(context, replay, () => replayLines(replay));
}

function replayLines({ identical, difference, changes, unexplained, model, tokens }: Replay): string[] {
  return [
    identical ? `${model} wrote the same again (${tokens.now} tokens).` : `${model} wrote something else from character ${(difference?.at ?? 0) + 1} on.`,
    ...(difference === null ? [] : [`  then: ${difference.before}`, `  now:  ${difference.now}`]),
    ...changes.map(({ what, before, now }) => `${CHANGED[what]}${before === null && now === null ? '' : `: ${before ?? 'unknown'} -> ${now ?? 'unknown'}`}.`),
    ...(unexplained ? ['Nothing that the model depends on has changed: it was drawn without a seed, or its arithmetic came out otherwise.'] : []),
  ];
}
