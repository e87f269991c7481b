export interface Login {
  user: string;
  password: string;
  database: string;
  application: string;
  /** ApplicationIntent=ReadOnly. */
  readOnly: boolean;
}

/** A call of `sp_executesql`. */
export interface ExecutedStatement {
  statement: string;
  /** Names and types of the parameters, as declared. */
  declared: string;
  parameters: Record<string, string | number | bigint | boolean | null>;
}

/** The payload of LOGIN7 (MS-TDS 2.2.6.4). */
export function readLogin(payload: Buffer): Login {
  const field = (at: number): Buffer => payload.subarray(payload.readUInt16LE(at), payload.readUInt16LE(at) + 2 * payload.readUInt16LE(at + 2));
  const password = Buffer.from(field(44).map((byte) => swapped(byte ^ 0xa5)));
  const words = (bytes: Buffer): string => bytes.toString('utf16le');
  return { user: words(field(40)), password: words(password), application: words(field(48)), database: words(field(68)), readOnly: ((payload[26] ?? 0) & 0x20) !== 0 };
}

const swapped = (byte: number): number => ((byte << 4) | (byte >> 4)) & 0xff;

/** What stands before every request since TDS 7.2. */
const withoutHeaders = (payload: Buffer): Buffer => payload.subarray(payload.readUInt32LE(0));

export const readBatch = (payload: Buffer): string => withoutHeaders(payload).toString('utf16le');

/** A remote call (MS-TDS 2.2.6.6); null for any other than `sp_executesql`. */
export function readCall(payload: Buffer): ExecutedStatement | null {
  const reader = new Reader(withoutHeaders(payload));
  if (reader.u16() !== 0xffff || reader.u16() !== 10) return null;
  reader.u16();
  const [, statement] = reader.parameter();
  if (reader.over) return { statement: String(statement), declared: '', parameters: {} };
  const [, declared] = reader.parameter();
  const parameters: ExecutedStatement['parameters'] = {};
  while (!reader.over) {
    const [name, value] = reader.parameter();
    parameters[name] = value;
  }
  return { statement: String(statement), declared: String(declared), parameters };
}

class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get over(): boolean {
    return this.#at >= this.#bytes.length;
  }

  u8(): number {
    return this.#bytes.readUInt8((this.#at += 1) - 1);
  }

  u16(): number {
    return this.#bytes.readUInt16LE((this.#at += 2) - 2);
  }

  take(count: number): Buffer {
    return this.#bytes.subarray(this.#at, (this.#at += count));
  }

  parameter(): [name: string, value: string | number | bigint | boolean | null] {
    const name = this.take(2 * this.u8()).toString('utf16le');
    this.u8();
    return [name, this.#value(this.u8())];
  }

  #value(type: number): string | number | bigint | boolean | null {
    if (type === 0xe7) return this.#words();
    this.u8();
    const bytes = this.take(this.u8());
    if (bytes.length === 0) return null;
    if (type === 0x68) return bytes[0] === 1;
    if (type === 0x6d) return bytes.readDoubleLE();
    if (type === 0x26) return bytes.length === 8 ? bytes.readBigInt64LE() : bytes.readIntLE(0, bytes.length);
    throw new Error(`the mock knows no parameters of type ${type}`);
  }

  #words(): string | null {
    const longest = this.u16();
    this.take(5);
    if (longest !== 0xffff) {
      const length = this.u16();
      return length === 0xffff ? null : this.take(length).toString('utf16le');
    }
    if (this.take(8).readBigInt64LE() === -1n) return null;
    const chunks: Buffer[] = [];
    for (let length = this.take(4).readUInt32LE(); length > 0; length = this.take(4).readUInt32LE()) chunks.push(this.take(length));
    return Buffer.concat(chunks).toString('utf16le');
  }
}
