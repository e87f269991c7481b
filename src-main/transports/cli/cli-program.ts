import { resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { ASK_MODES } from '#shared/contract/agent-answers.ts';
import { DOCUMENT_TYPES } from '#shared/contract/document-types.ts';
import { BLOCK_ACTIONS, SUPPORT_MODES, VIOLATIONS } from '#shared/contract/guardrails.ts';
import { LABELS, ROLES } from '#shared/contract/permissions.ts';
import { ANSWER_PROMPT, PROMPT_KINDS, PROMPT_LANGUAGES, type PromptKind } from '#shared/contract/prompts.ts';
import { REMOTE_KINDS } from '#shared/contract/remote-models.ts';
import { SEARCH_MODES } from '#shared/contract/search.ts';
import { replayAnswerCommand } from './answers-command.ts';
import { addAgentCommands } from './agent-commands.ts';
import { askCommand } from './ask-command.ts';
import type { RunCommand } from './command-context.ts';
import { doctorCommand } from './doctor-command.ts';
import { documentsCommand } from './documents-command.ts';
import { evalCommand } from './eval-command.ts';
import { addEvaluateCommands } from './evaluate-commands.ts';
import { type GuardrailsSetOptions, listViolations, setGuardrails, showGuardrails, tryGuardrails } from './guardrails-command.ts';
import { ingestCommand } from './ingest-command.ts';
import { initCommand } from './init-command.ts';
import { distrustPublisher, listPublishers, packModels, trustPublisher } from './model-packs-command.ts';
import { showEmbedding } from './embedding-command.ts';
import { showFallbacks } from './fallbacks-command.ts';
import { assignModel, benchModel, downloadModel, importModel, listModels, removeModel, showCatalogue, verifyModels } from './models-command.ts';
import { diffPrompt, listPrompts, rollbackPrompt, savePrompt, showPrompt } from './prompts-command.ts';
import { addRemoteModel, listRemoteModels, removeRemoteModel } from './remote-models-command.ts';
import { countPerson, erasePerson, exportPerson, holdPerson, listHolds, listOpenings } from './privacy-command.ts';
import { diffVersions, listVersions, reingest } from './revisions-command.ts';
import { addRecordCommands } from './record-commands.ts';
import { searchCommand } from './search-command.ts';
import { serveCommand } from './serve-command.ts';
import { watchCommand } from './watch-command.ts';
import { wholeNumber } from './whole-number.ts';
import { createKey, listKeys, revokeKey } from './apikey-command.ts';
import { listSessions, revokeSessions } from './sessions-command.ts';
import { addTenant, listTenants, resumeTenant, suspendTenant, tenantQuotas } from './tenants-command.ts';
import { addUser, listUsers, resetFactor, resetPassword, setActive, setEmail, setRole } from './users-command.ts';

export interface ProgramActions {
  version: string;
  run: RunCommand;
}

/** Every command with its options: what `millwright help` shows. */
export function cliProgram({ version, run }: ProgramActions): Command {
  const program = new Command('millwright')
    .description("Answers questions about a plant from the plant's own documents, with the page it read.")
    .version(version)
    .showHelpAfterError('(millwright help lists every command)');

  const command = (parent: Command, usage: string, summary: string): Command =>
    parent
      .command(usage)
      .description(summary)
      .option('--data <dir>', "data directory (else MILLWRIGHT_DATA, else the usual place for a program's data)")
      .option('--json', 'print one line of JSON');
  const inPlant = (parent: Command, usage: string, summary: string): Command =>
    command(parent, usage, summary).option('--tenant <name>', 'which plant, where there are several').option('--as <user>', 'act as this person; recorded as the owner doing so');

  command(program, 'init', 'create the first plant and its admin')
    .requiredOption('--tenant <name>', 'name of the plant')
    .requiredOption('--admin <name>', 'name of its first admin')
    .option('--sample', 'load the fictional sample plant')
    .addHelpText('after', '\nThe password comes from MILLWRIGHT_ADMIN_PASSWORD, is asked for, or is made and shown once.')
    .action((options) => run(options, (context) => initCommand(context, options)));
  inPlant(program, 'ingest [paths...]', 'take in files and folders')
    .option('--wait', 'stay until every file is read; exit status 0 only if all are ready')
    .addOption(new Option('--label <label>', 'sensitivity').choices(LABELS))
    .option('--tag <tag>', 'a tag; may be repeated', collect)
    .option('--watch <dir>', 'follow a folder until stopped: what is added, changed or removed there is here too')
    .action((paths: string[], options) => run(options, (context) => (options.watch === undefined ? ingestCommand(context, paths, options) : watchCommand(context, resolve(options.watch), options))));
  inPlant(program, 'search <query...>', 'find passages')
    .option('--top <n>', 'how many', wholeNumber, 8)
    .addOption(new Option('--mode <mode>', 'what to search by').choices(SEARCH_MODES).default('hybrid'))
    .option('--explain', 'show what each stage made of a passage')
    .option('--tag <tag>', 'only documents with this tag; may be repeated', collect)
    .addOption(new Option('--type <type>', 'only documents of this type').choices(DOCUMENT_TYPES))
    .option('--all-revisions', 'also what is superseded, withdrawn or not yet in force')
    .option('--literal', 'take the words as they stand')
    .action((words: string[], options) => run(options, (context) => searchCommand(context, words.join(' '), options)));
  inPlant(program, 'ask <question...>', 'ask a question')
    .addOption(new Option('--model <role>', 'which model writes the answer').choices(['fast', 'heavy']))
    .option('--agent <name>', 'the agent that answers')
    .addOption(new Option('--mode <mode>', 'who answers: an agent, the documents alone (rag), both, or whichever the question is for (auto)').choices(ASK_MODES))
    .action((words: string[], options) => run(options, (context) => askCommand(context, words.join(' '), options)));
  inPlant(program, 'eval <questions>', 'measure search with questions whose answers are known (one JSON object a line)').option('--written', 'also let the language model write each answer').action((file: string, options) => run(options, (context) => evalCommand(context, file, options)));
  const documents = inPlant(program, 'documents', 'list documents and how far each is read').action((options) => run(options, (context) => documentsCommand(context, options)));
  inPlant(documents, 'versions <document>', 'every revision of a document').action((name: string, options) => run(options, (context) => listVersions(context, name, options)));
  inPlant(documents, 'diff <document> [older]', 'what changed from an older revision (the one before unless told)').action((name: string, older: string | undefined, options) => run(options, (context) => diffVersions(context, name, older, options)));
  inPlant(documents, 'reingest [document]', 'read a document again, or all')
    .option('--wait', 'stay until they are read')
    .action((name: string | undefined, options) => run(options, (context) => reingest(context, name, options)));

  const models = program.command('models').description('installed models');
  inPlant(models, 'list', 'list them').action((options) => run(options, (context) => listModels(context, options)));
  inPlant(models, 'catalogue', 'recommended models, and whether each fits this machine')
    .option('--context <tokens>', 'tokens of context to make room for', wholeNumber, 8192)
    .action((options) => run(options, (context) => showCatalogue(context, options)));
  inPlant(models, 'import <path>', 'install a GGUF file, an ONNX folder or a pack of models; goes on where it broke off')
    .option('--trust <fingerprint>', 'take a pack of an unknown publisher, whose fingerprint you have compared')
    .action((file: string, options) => run(options, (context) => importModel(context, file, options)));
  inPlant(models, 'bench <model>', 'measure how fast a model reads and writes here').action((named: string, options) => run(options, (context) => benchModel(context, named, options)));
  inPlant(models, 'download <url>', 'install a GGUF file from a server that MILLWRIGHT_OUTBOUND allows; goes on where it broke off')
    .option('--sha256 <sum>', 'checksum that the file must have')
    .action((url: string, options) => run(options, (context) => downloadModel(context, url, options)));
  inPlant(models, 'pack <models...>', 'put models into one signed file for machines without a network')
    .requiredOption('--out <file>', 'the pack, a .mwpack file')
    .action((named: string[], options) => run(options, (context) => packModels(context, named, options)));
  inPlant(models, 'publishers', 'whose packs are taken here, and the key that signs those made here').action((options) => run(options, (context) => listPublishers(context, options)));
  inPlant(models, 'trust <key>', "take packs signed with another installation's key")
    .requiredOption('--name <name>', 'whose key it is')
    .action((key: string, options) => run(options, (context) => trustPublisher(context, key, options)));
  inPlant(models, 'distrust <fingerprint>', 'take no more packs of a publisher').action((fingerprint: string, options) => run(options, (context) => distrustPublisher(context, fingerprint, options)));
  inPlant(models, 'assign <role> <model>', 'use a model, by id, name or file, for a role (fast, heavy, embed, rerank); "none" clears the role, and stays with the embedding model that serves')
    .option('--background', 'with "embed": do not stay until all passages have vectors of the model')
    .action((role: string, named: string, options) => run(options, (context) => assignModel(context, role, named, options)));
  inPlant(models, 'fallbacks [role] [models...]', 'show or set who is asked, in order, where the model of a role (fast, heavy) does not answer; "none" for nobody, "usual" for the model of the other role')
    .action((role: string | undefined, named: string[], options) => run(options, (context) => showFallbacks(context, role, named, options)));
  inPlant(models, 'embedding', 'which embedding model serves, and how far a change to another is')
    .option('--wait', 'stay until the change is over')
    .action((options) => run(options, (context) => showEmbedding(context, options)));
  inPlant(models, 'remove <model>', 'remove a model and its file').action((named: string, options) => run(options, (context) => removeModel(context, named, options)));
  inPlant(models, 'add-remote <name>', 'add a model on another machine (key from MILLWRIGHT_MODEL_KEY, or asked for); MILLWRIGHT_OUTBOUND must allow its address')
    .requiredOption('--url <address>', 'what stands before /chat/completions, such as https://models.example.com/v1')
    .requiredOption('--model <name>', 'what it is called there; the deployment at Azure')
    .addOption(new Option('--label <label>', 'the most sensitive label that may be sent there').choices(LABELS).makeOptionMandatory())
    .addOption(new Option('--kind <kind>', 'how it is spoken to').choices(REMOTE_KINDS).default('openai'))
    .option('--api-version <version>', 'at Azure')
    .option('--price-in <price>', 'of a million tokens it reads', price)
    .option('--price-out <price>', 'of a million tokens it writes', price)
    .action((name: string, options) => run(options, (context) => addRemoteModel(context, name, options)));
  inPlant(models, 'remotes', 'list the models on other machines').action((options) => run(options, (context) => listRemoteModels(context, options)));
  inPlant(models, 'remove-remote <name>', 'remove one, with its key').action((name: string, options) => run(options, (context) => removeRemoteModel(context, name, options)));
  inPlant(models, 'verify [model]', 'check every model file, or one').action((named: string | undefined, options) => run(options, (context) => verifyModels(context, named, options)));

  const answers = program.command('answers').description('answers that were kept');
  inPlant(answers, 'replay <message>', 'run an answer again by its id, compare the two, and say what has changed since').action((id: string, options) => run(options, (context) => replayAnswerCommand(context, id, options)));

  const guardrails = program.command('guardrails').description('how what language models write is checked');
  inPlant(guardrails, 'show', 'show the rules').action((options) => run(options, (context) => showGuardrails(context, options)));
  inPlant(guardrails, 'set', 'change the rules; what is not named stays')
    .addOption(new Option('--support <mode>', 'what happens to sentences that the sources do not support').choices(SUPPORT_MODES))
    .option('--least-share <percent>', 'with "share": how many of the sentences have to be supported', wholeNumber)
    .option('--block <words>', 'words that no model may write; may be repeated', collect)
    .option('--pattern <pattern>', 'the same as a pattern in RE2 syntax; may be repeated', collect)
    .addOption(new Option('--action <action>', 'what happens where a model writes what is added here').choices(BLOCK_ACTIONS).default('mask'))
    .option('--unblock <text>', 'words or a pattern to take off the blocklist; may be repeated', collect)
    .action((options: GuardrailsSetOptions) => run(options, (context) => setGuardrails(context, options)));
  inPlant(guardrails, 'try <answer>', 'what the rules would make of an answer')
    .option('--source <file>', 'a text file that the answer has to rest on, as passage [1]')
    .action((answer: string, options) => run(options, (context) => tryGuardrails(context, answer, options)));
  inPlant(guardrails, 'violations', 'what was found in answers: measures, never words')
    .addOption(new Option('--kind <kind>', 'only this kind').choices(VIOLATIONS))
    .option('--days <n>', 'of so many days', wholeNumber, 30)
    .action((options) => run(options, (context) => listViolations(context, options)));

  const prompts = program.command('prompts').description('the wording that language models are given');
  const wording = (usage: string, summary: string): Command =>
    inPlant(prompts, usage, summary)
      .option('--name <name>', 'whose wording: "answer", or "agent:" and the name of an agent', ANSWER_PROMPT)
      .addOption(new Option('--language <language>', 'of questions in this language alone').choices(PROMPT_LANGUAGES).default('any'));
  inPlant(prompts, 'list', 'list them, with the version in use').action((options) => run(options, (context) => listPrompts(context, options)));
  wording('show <kind> [version]', `show one (${PROMPT_KINDS.join(', ')}), as it is used now or in a version, and which versions there are`)
    .action((kind: string, version: string | undefined, options) => run(options, (context) => showPrompt(context, promptKind(kind), version === undefined ? undefined : versionNumber(version), options)));
  wording('save <file>', 'keep the text of a file as a new version, used from the next question on')
    .addOption(new Option('--kind <kind>', 'what the wording is for').choices(PROMPT_KINDS).makeOptionMandatory())
    .action((file: string, options) => run(options, (context) => savePrompt(context, file, options)));
  wording('diff <kind> <before> [after]', 'what changed between two versions; the later is the one in use unless told')
    .action((kind: string, before: string, after: string | undefined, options) => run(options, (context) => diffPrompt(context, promptKind(kind), versionNumber(before), after === undefined ? undefined : versionNumber(after), options)));
  wording('rollback <kind> [version]', 'use another version; the built-in one unless told')
    .action((kind: string, version: string | undefined, options) => run(options, (context) => rollbackPrompt(context, promptKind(kind), versionNumber(version ?? '0'), options)));

  const privacy = program.command('privacy').description('the data of one person');
  const ofPerson = (usage: string, summary: string): Command => inPlant(privacy, usage, summary).requiredOption('--user <name>', 'the person, by name or id');
  ofPerson('count', 'how much is kept of them').action((options) => run(options, (context) => countPerson(context, options)));
  ofPerson('export', 'everything of them as a ZIP archive: rows as JSON, and the originals they added')
    .option('--out <file>', 'where the archive goes (else a new file named after them, here)')
    .action((options) => run(options, (context) => exportPerson(context, options)));
  ofPerson('erase', 'remove them for good; without --confirm, say what that would remove')
    .option('--confirm <name>', "the person's name as it is shown")
    .option('--dry-run', 'remove nothing')
    .action((options) => run(options, (context) => erasePerson(context, options)));
  ofPerson('hold', 'put them under legal hold: nothing of theirs is erased, deleted or pruned')
    .requiredOption('--reason <text>', 'why')
    .action((options) => run(options, (context) => holdPerson(context, options, true)));
  ofPerson('release', 'release them from legal hold')
    .requiredOption('--reason <text>', 'why')
    .action((options) => run(options, (context) => holdPerson(context, options, false)));
  inPlant(privacy, 'holds', 'legal holds, those that hold first').action((options) => run(options, (context) => listHolds(context, options)));
  inPlant(privacy, 'openings', "who opened somebody else's conversation, and why").action((options) => run(options, (context) => listOpenings(context, options)));

  addRecordCommands(program, { inPlant, run });

  const users = program.command('users').description('people of the plant');
  inPlant(users, 'list', 'list them').action((options) => run(options, (context) => listUsers(context, options)));
  inPlant(users, 'add <name>', 'add a person (password from MILLWRIGHT_PASSWORD, asked for, or made)')
    .addOption(new Option('--role <role>', 'role').choices(ROLES).default('user'))
    .option('--email <address>', 'where notices of approvals are sent')
    .action((name: string, options) => run(options, (context) => addUser(context, name, options)));
  inPlant(users, 'password <name>', 'give a person a new password').action((name: string, options) => run(options, (context) => resetPassword(context, name, options)));

  inPlant(users, 'set-role <name> <role>', 'change what a person may do').action((name: string, role: string, options) => run(options, (context) => setRole(context, name, role, options)));
  inPlant(users, 'set-email <name> [address]', 'where a person is told of approvals by mail; nowhere without an address').action((name: string, address: string | undefined, options) => run(options, (context) => setEmail(context, name, address ?? null, options)));
  inPlant(users, 'reset-factor <name>', 'take away the second factor and the PIN of a person who lost them').action((name: string, options) => run(options, (context) => resetFactor(context, name, options)));
  inPlant(users, 'disable <name>', 'end a person\'s sessions and let them in no more').action((name: string, options) => run(options, (context) => setActive(context, name, false, options)));
  inPlant(users, 'enable <name>', 'let a disabled person in again').action((name: string, options) => run(options, (context) => setActive(context, name, true, options)));

  const plants = program.command('tenants').description('the plants of this installation');
  inPlant(plants, 'list', 'list them, with what they use').action((options) => run(options, (context) => listTenants(context, options)));
  inPlant(plants, 'add <name>', 'create one with its first admin (password from MILLWRIGHT_ADMIN_PASSWORD, asked for, or made)')
    .option('--admin <name>', 'name of its first admin', 'admin')
    .action((name: string, options) => run(options, (context) => addTenant(context, name, options)));
  inPlant(plants, 'suspend <name>', 'refuse its people and pause its work').option('--reason <text>', 'why: operators see it', 'suspended on the command line').action((name: string, options) => run(options, (context) => suspendTenant(context, name, options)));
  inPlant(plants, 'resume <name>', 'let it work again').action((name: string, options) => run(options, (context) => resumeTenant(context, name, options)));
  inPlant(plants, 'quotas <name>', 'show or set what it may use; "none" is without limit')
    .option('--documents <n>', 'documents it may keep', quota)
    .option('--bytes <n>', 'bytes of documents it may keep', quota)
    .option('--documents-each <n>', 'documents each of its people may have there', quota)
    .option('--bytes-each <n>', 'bytes of documents each of its people may have there', quota)
    .option('--tokens-per-day <n>', 'tokens of prompts and answers in a day', quota)
    .option('--generations <n>', 'answers written at the same time', quota)
    .action((name: string, options) => run(options, (context) => tenantQuotas(context, name, options)));

  addAgentCommands(program, { inPlant, run });
  addEvaluateCommands(program, { inPlant, run });

  const keys = program.command('apikey').description('keys for programs that call the appliance');
  inPlant(keys, 'create', 'make one; it is printed only now')
    .requiredOption('--user <name>', 'whom it acts as')
    .requiredOption('--scopes <scopes...>', 'what it may do, as far as its person may (comma-separated or apart)')
    .option('--name <name>', 'what it is for', 'made on the command line')
    .option('--expires <when>', 'a date, or days from now such as 90d')
    .action((options) => run(options, (context) => createKey(context, options)));
  inPlant(keys, 'list', 'list them').action((options) => run(options, (context) => listKeys(context, options)));
  inPlant(keys, 'revoke <key>', 'revoke one, by its beginning or id').action((key: string, options) => run(options, (context) => revokeKey(context, key, options)));

  const sessions = program.command('sessions').description('who is signed in');
  inPlant(sessions, 'list', 'list them').action((options) => run(options, (context) => listSessions(context, options)));
  inPlant(sessions, 'revoke [id]', 'end one, or with --user all of a person')
    .option('--user <name>', 'whose')
    .action((id: string | undefined, options) => run(options, (context) => revokeSessions(context, id, options)));

  command(program, 'serve', 'serve the screens and the HTTP API')
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--port <n>', 'port (7423, or the next free one)', portNumber)
    .option('--name <name>', 'a further name this machine is reached by; may be repeated', collect)
    .option('--watch-root <dir>', 'a folder that admins may have followed, with all below it; may be repeated', collect)
    .option('--outbound <origin>', 'an address that may be contacted, such as https://login.example.com of an identity provider, postgresql://db.example.com:5432 of a database, or smtp://mail.example.com:587 of a mail server; may be repeated', collect)
    .option('--tls-key <file>', 'private key (PEM) for HTTPS')
    .option('--tls-cert <file>', 'certificate (PEM) for HTTPS')
    .action((options) => run(options, (context) => serveCommand(context, options)));
  inPlant(program, 'doctor', 'check this installation, and every plant unless one is named').action((options) => run(options, (context) => doctorCommand(context, options)));
  return program;
}

function collect(text: string, before: string[] = []): string[] {
  return [...before, text];
}

function versionNumber(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError('A version is a whole number; 0 is the built-in one.');
  return Number(text);
}

function promptKind(text: string): PromptKind {
  const kind = PROMPT_KINDS.find((each) => each === text);
  if (kind === undefined) throw new InvalidArgumentError(`There is ${PROMPT_KINDS.join(', ')}.`);
  return kind;
}

function quota(text: string): number | null {
  if (text === 'none') return null;
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('It must be a whole number, or "none".');
  return Number(text);
}

function price(text: string): number {
  if (!/^\d{1,6}(?:\.\d{1,6})?$/.test(text)) throw new InvalidArgumentError('It must be a number such as 2.50.');
  return Number(text);
}

function portNumber(text: string): number {
  const value = Number(text);
  if (!/^\d{1,5}$/.test(text) || value > 65_535) throw new InvalidArgumentError('It must be a port number.');
  return value;
}
