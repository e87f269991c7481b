import { MillwrightError } from '#shared/contract/errors.ts';
import { ANSWER_PROMPT, PROMPT_KINDS, type PromptInUse, type PromptKey, prompts, type PromptVersion } from '#shared/contract/prompts.ts';
import type { Retrieval } from '#core/knowledge/index.ts';
import { bindHandlers } from '#core/pipeline/index.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Crypto } from '#core/ports/crypto.ts';
import type { Database, Transaction } from '#core/ports/database.ts';
import { activePrompt } from './active-prompts.ts';
import { BUILT_IN, builtInText } from './built-in-prompts.ts';
import { compareLines } from './compare-lines.ts';
import { requirePlaceholders } from './placeholders.ts';
import { previewPrompt } from './preview-prompt.ts';
import { inUseRows, insertVersion, putActive, versionRows } from './prompt-rows.ts';

export interface PromptDeps {
  database: Database;
  search: Pick<Retrieval, 'search'>;
  clock: Clock;
  crypto: Crypto;
}

export function promptHandlers({ database, search, clock, crypto }: PromptDeps) {
  /** Version 0, where there is one. */
  async function builtIn(tx: Transaction, key: PromptKey, active: boolean): Promise<PromptVersion[]> {
    const text = await textWithoutOwn(tx, key);
    return text === undefined ? [] : [{ ...key, version: 0, text, sha256: crypto.sha256(text), active, by: null, at: null }];
  }

  async function history(tx: Transaction, { name, kind, language }: PromptKey): Promise<PromptVersion[]> {
    const key = { name, kind, language };
    const own = await versionRows(tx, key);
    const all = [...own, ...(await builtIn(tx, key, own.every(({ active }) => !active)))];
    if (all.length === 0) throw new MillwrightError('PROMPT_NOT_FOUND');
    return all;
  }

  /** The version with this number, else the one in use, else the latest. */
  async function find(tx: Transaction, key: PromptKey, version?: number): Promise<PromptVersion> {
    const all = await history(tx, key);
    const found = version === undefined ? (all.find(({ active }) => active) ?? all[0]) : all.find((each) => each.version === version);
    if (!found) throw new MillwrightError('PROMPT_NOT_FOUND');
    return found;
  }

  return bindHandlers(prompts, {
    list: (_, { principal }) =>
      database.withTenant(principal, async (tx) => {
        const own = await inUseRows(tx);
        const untouched = PROMPT_KINDS.filter((kind) => !own.some((row) => row.name === ANSWER_PROMPT && row.kind === kind && row.language === 'any'));
        const all: PromptInUse[] = [
          ...untouched.map((kind) => ({ name: ANSWER_PROMPT, kind, language: 'any' as const, active: 0, latest: 0, text: BUILT_IN[kind], since: null, by: null })),
          ...(await Promise.all(own.map(async (row) => ({ ...row, text: row.text ?? (await textWithoutOwn(tx, row)) ?? '' })))),
        ];
        return { prompts: all.toSorted((a, b) => order(a) - order(b) || a.name.localeCompare(b.name) || a.language.localeCompare(b.language)) };
      }),
    show: ({ version, ...key }, { principal }) => database.withTenant(principal, (tx) => find(tx, key, version)),
    history: async (key, { principal }) => ({ versions: await database.withTenant(principal, (tx) => history(tx, key)) }),
    async save({ text, basedOn, ...key }, { principal, note }) {
      requirePlaceholders(key, text);
      const by = { id: crypto.uuid(), userId: principal.userId, now: clock.now() };
      const saved = await database.withTenant(principal, async (tx) => {
        const [latest] = await versionRows(tx, key);
        if (basedOn !== undefined && basedOn !== (latest?.version ?? 0)) throw new MillwrightError('PROMPT_CHANGED');
        const version = latest?.text === text ? latest.version : (latest?.version ?? 0) + 1;
        if (latest?.text !== text) await insertVersion(tx, { ...key, version, text, sha256: crypto.sha256(text) }, by);
        await putActive(tx, key, version, by);
        return find(tx, key, version);
      });
      note({ metadata: { version: saved.version, sha256: saved.sha256 } });
      return saved;
    },
    async activate({ version, ...key }, { principal, note }) {
      const chosen = await database.withTenant(principal, async (tx) => {
        await find(tx, key, version);
        await putActive(tx, key, version === 0 ? null : version, { userId: principal.userId, now: clock.now() });
        return find(tx, key, version);
      });
      note({ metadata: { sha256: chosen.sha256 } });
      return chosen;
    },
    diff: ({ before, after, ...key }, { principal }) =>
      database.withTenant(principal, async (tx) => ({ lines: compareLines((await find(tx, key, before)).text, (await find(tx, key, after)).text) })),
    preview: (input, call) => previewPrompt({ database, search }, input, call),
  });
}

/** What is used where a wording of this language has no version of its own in use. */
async function textWithoutOwn(tx: Transaction, key: PromptKey): Promise<string | undefined> {
  return key.language === 'any' ? builtInText(key) : (await activePrompt(tx, key.name, key.kind))?.text;
}

/** Wording of answers first, in the order a model is given it. */
function order({ name, kind }: PromptInUse): number {
  return (name === ANSWER_PROMPT ? 0 : 100) + PROMPT_KINDS.indexOf(kind);
}
