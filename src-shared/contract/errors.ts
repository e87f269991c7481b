/**
 * Every error a caller can see: HTTP status and the sentence shown when the thrower gives no better one.
 * A closed list; "not yours" and "not there" share one code so that existence never leaks.
 */
export const ERRORS = {
  UNAUTHENTICATED: [401, 'Sign in first: there is no valid session for this request.'],
  SESSION_EXPIRED: [401, 'Your session has ended. Sign in again; nothing you had saved is lost.'],
  SIGN_IN_FAILED: [401, 'Name or password is wrong.'],
  ACCOUNT_LOCKED: [429, 'Too many wrong passwords. Wait, then try again.'],
  SSO_NOT_OFFERED: [409, 'Signing in with an organisation account is not set up here.'],
  SSO_REFUSED: [401, 'The sign-in with your organisation account did not succeed. Start it again.'],
  SSO_NO_ROLE: [403, 'Your organisation account has no role here. Ask the admin of your plant.'],
  PROVIDER_UNREACHABLE: [503, 'The sign-in service of your organisation does not answer. Try again, or use another way to sign in.'],
  EGRESS_REFUSED: [422, 'This machine may not contact that address. Its owner allows it with --outbound.'],
  OFFLINE_REFUSED: [401, 'Offline sign-in is not possible now. Sign in with your organisation account.'],
  CODE_NEEDED: [401, 'Enter the code of your second factor.'],
  CODE_WRONG: [401, 'The code is wrong, or was used before. Wait for the next one.'],
  SESSION_LOCKED: [423, 'The screen is locked. Unlock it to go on.'],
  PASSWORD_GUESSABLE: [422, 'This password is among the first that others would try. Choose another, such as a few words that have nothing to do with each other.'],
  SETUP_LINK_INVALID: [403, 'This one-time link is not valid any more. Restart Millwright to get a new one.'],
  ALREADY_SET_UP: [409, 'This installation already has a plant.'],
  NOT_SET_UP: [409, 'There is no plant yet. Create one first.'],
  FORBIDDEN: [403, 'Your role does not allow this.'],
  RATE_LIMITED: [429, 'Too many requests. Wait a moment and try again.'],
  INVALID_INPUT: [400, 'The request is not understood.'],
  OPERATION_NOT_FOUND: [404, 'There is no such operation.'],
  DOCUMENT_NOT_FOUND: [404, 'There is no such document among those you may read.'],
  REVISION_REFUSED: [409, 'These documents cannot be revisions of one another.'],
  COLLECTION_NOT_FOUND: [404, 'There is no such collection.'],
  COLLECTION_EXISTS: [409, 'There is already a collection with that name.'],
  FOLDER_NOT_FOUND: [404, 'This folder is not watched.'],
  FOLDER_REFUSED: [422, 'This folder cannot be watched.'],
  VOCABULARY_NOT_FOUND: [404, 'There is no such entry in the vocabulary.'],
  NOTICE_NOT_FOUND: [404, 'There is no such notice for you.'],
  LANGUAGE_NOT_FOUND: [404, 'That language is not installed.'],
  CONVERSATION_NOT_FOUND: [404, 'There is no such conversation among yours.'],
  MESSAGE_NOT_FOUND: [404, 'There is no such message in this conversation.'],
  ANSWER_NOT_REPLAYABLE: [409, 'This answer cannot be run again: no language model wrote it, or it is older than what is kept for that.'],
  USER_NOT_FOUND: [404, 'There is no such person in this plant.'],
  OPENING_NOT_FOUND: [404, 'There is no such opening of a conversation of yours.'],
  HOLD_NOT_FOUND: [404, 'No legal hold is on such a person.'],
  PERSON_HELD: [409, 'A legal hold is on this person, so nothing of theirs may be removed. Release it first.'],
  NOT_CONFIRMED: [422, 'Type the name of the person exactly as it is shown, to confirm.'],
  ERASE_REFUSED: [409, 'This person cannot be erased.'],
  EXPORT_NOT_FOUND: [404, 'There is no such archive of yours any more. Make it again.'],
  USER_EXISTS: [409, 'This plant already has a person with that name.'],
  EMAIL_FROM_PROVIDER: [409, 'The address of this person comes from the identity provider, and is changed there.'],
  LAST_ADMIN: [409, 'A plant needs at least one active admin.'],
  TENANT_NOT_FOUND: [404, 'There is no such plant.'],
  TENANT_EXISTS: [409, 'A plant with that name already exists.'],
  TENANT_IN_USE: [409, 'This is the plant you are signed in to. Suspend it from the command line.'],
  QUOTA_REACHED: [429, 'A limit that the operator of this installation has set is reached.'],
  SESSION_NOT_FOUND: [404, 'There is no such session among those you may end.'],
  KEY_NOT_FOUND: [404, 'There is no such key among those you may revoke.'],
  KEY_REFUSED: [422, 'Such a key cannot be made.'],
  AGENT_NOT_FOUND: [404, 'There is no such agent among those you may use.'],
  PLAN_NOT_FOUND: [404, 'There is no such plan among yours.'],
  PLAN_REFUSED: [422, 'This cannot be done with the plan.'],
  PLAN_CHANGED: [409, 'The plan was changed meanwhile. Look at it again.'],
  EVALUATION_SET_NOT_FOUND: [404, 'There is no such evaluation set.'],
  EVALUATION_SET_EXISTS: [409, 'There is already an evaluation set with that name.'],
  EVALUATION_REFUSED: [422, 'This cannot be done with the comparison.'],
  COMPARISON_NOT_FOUND: [404, 'There is no such comparison of models.'],
  CORRECTION_NOT_FOUND: [404, 'There is no such correction.'],
  TOOL_NOT_FOUND: [404, 'There is no such tool.'],
  TOOL_REFUSED: [422, 'Such a tool cannot be set up.'],
  MCP_SERVER_NOT_FOUND: [404, 'There is no such MCP server.'],
  APPROVAL_NOT_FOUND: [404, 'There is no such call for you to decide.'],
  APPROVAL_OVER: [409, 'This cannot be decided any more.'],
  APPROVAL_STALE: [409, 'What this would change stands otherwise than you have seen. Look at it again, then decide.'],
  APPROVAL_REFUSED: [409, 'This call cannot be approved.'],
  NOTICES_REFUSED: [422, 'Notices cannot be sent like this.'],
  DELIVERY_NOT_FOUND: [404, 'There is no such notice that could be tried again.'],
  PROOF_NEEDED: [401, 'Show that it is you: enter your password.'],
  SECRET_NOT_FOUND: [404, 'No secret is kept under that name.'],
  AGENT_REFUSED: [422, 'Such an agent cannot be set up.'],
  MEMORY_NOT_FOUND: [404, 'Nothing of that is remembered of you.'],
  MEMORY_FULL: [409, 'There is no room for more: as much is remembered of you as your plant allows. Forget something first.'],
  MODEL_NOT_FOUND: [404, 'There is no such model.'],
  MODEL_EXISTS: [409, 'This plant already has a model with that name.'],
  MODEL_INVALID: [422, 'This file is not a model Millwright can run.'],
  MODEL_TOO_LARGE: [422, 'This model does not fit into the memory of this machine.'],
  PROMPT_NOT_FOUND: [404, 'There is no such version of a prompt.'],
  PROMPT_REFUSED: [422, 'This wording cannot be used.'],
  PROMPT_CHANGED: [409, 'Somebody saved another version meanwhile. Compare with it, then save again.'],
  PACK_UNTRUSTED: [403, 'This pack of models is not signed by a publisher that is trusted here.'],
  PUBLISHER_NOT_FOUND: [404, 'There is no such publisher among those trusted here.'],
  MODEL_UNAVAILABLE: [503, 'The language model stopped. It restarts by itself; ask again.'],
  UPLOAD_NOT_FOUND: [404, 'This upload is not known any more. Start it again.'],
  FILE_EMPTY: [422, 'The file is empty.'],
  FILE_TOO_LARGE: [413, 'The file is larger than this installation accepts.'],
  FILE_TYPE_UNSUPPORTED: [415, 'This kind of file cannot be read.'],
  FILE_ENCRYPTED: [422, 'The file is protected by a password.'],
  FILE_UNREADABLE: [422, 'The file is damaged and cannot be read.'],
  FILE_LIMIT: [422, 'The file goes past a limit that protects this machine.'],
  READ_TIMEOUT: [422, 'Reading the file took too long and was stopped.'],
  DOCUMENT_BUSY: [409, 'This document is being worked on. Wait until it is done.'],
  DISK_FULL: [507, 'The disk is nearly full, so nothing new is written. Free some space and try again.'],
  DATA_DIRECTORY_IN_USE: [409, 'Another Millwright is using this data directory. Close it first.'],
  DATA_DIRECTORY_DAMAGED: [500, 'The data directory cannot be opened.'],
  ANCHOR_REFUSED: [422, 'This is no anchor that Millwright signed, or it was changed.'],
  RETENTION_OFF: [409, 'This plant keeps its record of actions for ever. Set for how many days it is kept first.'],
  AUDIT_UNAVAILABLE: [503, 'The audit record cannot be written, so nothing is done.'],
  PERSONAL_DATA: [422, 'This holds personal data, and this plant lets none of it reach a language model or a tool.'],
  CLEARANCE_TOO_HIGH: [409, 'The role of this person does not go as far. Raise what the role may have at most first.'],
  CANCELLED: [499, 'Stopped.'],
  INTERNAL: [500, 'This failed inside Millwright. Nothing was saved; the correlation id below finds the reason in the log.'],
} as const satisfies Record<string, readonly [number, string]>;

export type ErrorCode = keyof typeof ERRORS;

/** An error a caller may see. `message` is public; `detail` is for the log only and never leaves the process. */
export class MillwrightError extends Error {
  override readonly name = 'MillwrightError';
  readonly code: ErrorCode;
  readonly detail: string | undefined;
  /** Seconds after which trying again makes sense, where that is known. */
  readonly retryAfter: number | undefined;

  constructor(code: ErrorCode, message?: string, options: { detail?: string; retryAfter?: number; cause?: unknown } = {}) {
    super(message ?? ERRORS[code][1], options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.detail = options.detail;
    this.retryAfter = options.retryAfter;
  }

  get status(): number {
    return ERRORS[this.code][0];
  }
}

export function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === 'string' && Object.hasOwn(ERRORS, code);
}

/** What a failed call looks like on every wire. */
export interface ErrorBody {
  code: ErrorCode;
  message: string;
  correlationId: string;
  retryAfter?: number;
}
