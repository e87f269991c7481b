/** Bounds that keep one caller, or many, from taking the machine. Times in milliseconds, sizes in bytes. */
export interface HttpLimits {
  /** A JSON body. */
  jsonBytes: number;
  /** A form of the UI's own protocol: one piece of a chunked upload with its frame. */
  formBytes: number;
  /** One file of a multipart upload; the features have their own, lower limits. */
  uploadBytes: number;
  /** Files in one multipart upload. */
  uploadFiles: number;
  /** Plain requests running at once; beyond it, 503. */
  requests: number;
  /** Event streams open at once; beyond it, 503. */
  streams: number;
  connections: number;
  headersMs: number;
  /** A whole JSON body or form. */
  bodyMs: number;
  /** Between two pieces of an upload, while we are ready for the next. */
  uploadIdleMs: number;
  heartbeatMs: number;
  /** What running calls get to end when the server closes. */
  closeMs: number;
}

export const DEFAULT_LIMITS: HttpLimits = {
  jsonBytes: 1024 * 1024,
  formBytes: 5 * 1024 * 1024,
  uploadBytes: 128 * 1024 ** 3,
  uploadFiles: 1_000,
  requests: 128,
  streams: 512,
  connections: 2_048,
  headersMs: 10_000,
  bodyMs: 30_000,
  uploadIdleMs: 60_000,
  heartbeatMs: 15_000,
  closeMs: 3_000,
};
