import type { Command } from 'commander';
import { CallFailed } from '#core/pipeline/call-failed.ts';
import type { EventOf, RequestOf, ResultOf, Declaration, Operation } from '#shared/contract/define-operations.ts';
import type { Credential } from '#core/pipeline/call.ts';
import type { Outcome } from '#core/pipeline/pipeline.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { CliCore, CliHost } from './cli-host.ts';

/** Options every command takes. */
export interface CommonOptions {
  data?: string;
  tenant?: string;
  /** A person's name: the owner acts as them. */
  as?: string;
  json?: boolean;
}

/** What a command gets: the program around it, its common options, and calls as the owner of the data directory. */
export interface CommandContext {
  host: CliHost;
  json: boolean;
  dataDirectory: string;
  signal: AbortSignal;
}

/** Runs one command with its context and keeps the exit status it returns. */
export type RunCommand = (options: CommonOptions, work: (context: CommandContext) => Promise<number | void>) => Promise<void>;

/** What commands are made with. */
export interface CommandMaking {
  run: RunCommand;
  /** A command that acts in a plant. */
  inPlant(parent: Command, usage: string, summary: string): Command;
}

export interface OwnerCalls {
  core: CliCore;
  value<D extends Declaration>(operation: Operation<D>, input: RequestOf<D>): Promise<ResultOf<D>>;
  /** The events of a stream; leaving the loop ends the call. */
  events<D extends Declaration>(operation: Operation<D>, input: RequestOf<D>, signal?: AbortSignal): AsyncIterable<EventOf<D>>;
}

/**
 * Opens the core for one command and closes it whatever happens.
 *
 * @throws MillwrightError `NOT_SET_UP` where there is no data yet: a mistyped directory must not be filled with an empty plant
 */
export async function withOwner<T>(context: CommandContext, options: CommonOptions, work: (calls: OwnerCalls) => Promise<T>): Promise<T> {
  if (!context.host.hasData(context.dataDirectory)) {
    throw new MillwrightError('NOT_SET_UP', `There is no plant in ${context.dataDirectory} yet. Create one with "millwright init --tenant NAME --admin NAME".`);
  }
  const core = await context.host.openCore(context.dataDirectory);
  try {
    // Opening takes a moment, in which somebody may have thought better of it.
    context.signal.throwIfAborted();
    return await work(ownerCalls(core, { kind: 'owner', tenant: options.tenant ?? null, as: options.as ?? null }, context.signal));
  } finally {
    await core.close();
  }
}

function ownerCalls(core: CliCore, owner: Extract<Credential, { kind: 'owner' }>, signal: AbortSignal): OwnerCalls {
  const invoke = (operation: string, input: unknown, own: AbortSignal = signal): Promise<Outcome> =>
    core.pipeline.invoke({ operation, input, credential: { ...owner, platform: /^(?:tenants\.|mcp\.(?:add|switch)$)/.test(operation) && owner.as === null }, signal: own, caller: 'cli' });

  async function* events(operation: Operation, input: unknown, own?: AbortSignal): AsyncGenerator<unknown> {
    const leaving = new AbortController();
    const outcome = await invoke(operation.name, input, AbortSignal.any([signal, leaving.signal, ...(own ? [own] : [])]));
    if (outcome.kind !== 'stream') throw new MillwrightError('INTERNAL');
    try {
      yield* outcome.events;
    } finally {
      leaving.abort();
    }
  }

  return {
    core,
    async value(operation, input) {
      const outcome = await invoke(operation.name, input);
      if (outcome.kind !== 'value') throw new MillwrightError('INTERNAL');
      return outcome.value as ResultOf<typeof operation>;
    },
    events: (operation, input, own) => events(operation, input, own) as AsyncIterable<EventOf<typeof operation>>,
  };
}

/** The public error behind anything thrown. */
export function publicError(error: unknown): MillwrightError {
  if (error instanceof CallFailed) return error.error;
  if (error instanceof MillwrightError) return error;
  return new MillwrightError('INTERNAL', 'This failed inside Millwright. The log in the data directory has the reason.', { cause: error });
}
