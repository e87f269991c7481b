/** What the columns of an answer can hold, as far as the mock speaks it. */
export type MockColumn =
  | { name: string; type: 'nvarchar' | 'int' | 'bigint' | 'bit' | 'float' | 'date' | 'datetime2' | 'varbinary' | 'uniqueidentifier' }
  | { name: string; type: 'decimal'; precision: number; scale: number };

/** Values by their column: text, numbers; of a decimal the unscaled number; of dates days, and ticks of 100 ns, since 0001-01-01. */
export type MockValue = string | number | bigint | boolean | Buffer | { days: number; ticks?: bigint } | null;

const COLLATION = Buffer.from([0x09, 0x04, 0xd0, 0x00, 0x34]);
const TOKENS = { columns: 0x81, error: 0xaa, loginAck: 0xad, row: 0xd1, environment: 0xe3, done: 0xfd } as const;
const DONE_MORE = 0x01;
const DONE_ERROR = 0x02;
const DONE_COUNT = 0x10;
export const DONE_ATTENTION = 0x20;

const u8 = (value: number): Buffer => Buffer.from([value]);
const u16 = (value: number): Buffer => {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
};
const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};
const text = (value: string): Buffer => Buffer.from(value, 'utf16le');
const shortText = (value: string): Buffer => Buffer.concat([u8(value.length), text(value)]);
const longText = (value: string): Buffer => Buffer.concat([u16(value.length), text(value)]);
const little = (value: bigint, bytes: number): Buffer => Buffer.from(Array.from({ length: bytes }, (_, at) => Number((value >> BigInt(8 * at)) & 0xffn)));

export const done = (status = 0, count = 0): Buffer => Buffer.concat([u8(TOKENS.done), u16(status | (count > 0 ? DONE_COUNT : 0)), u16(0), u32(count), u32(0)]);

export const failed = (number: number, message: string): Buffer => {
  const body = Buffer.concat([u32(number), u8(1), u8(number === 18_456 ? 14 : 16), longText(message), shortText('mock'), shortText(''), u32(1)]);
  return Buffer.concat([u8(TOKENS.error), u16(body.length), body, done(DONE_ERROR)]);
};

export function loginAck(): Buffer {
  const body = Buffer.concat([u8(1), Buffer.from([0x74, 0x00, 0x00, 0x04]), shortText('MockTdsServer'), Buffer.from([16, 0, 0, 0])]);
  return Buffer.concat([u8(TOKENS.loginAck), u16(body.length), body, done()]);
}

/** Tells the client to sign in at another server instead. */
export function routedTo(host: string, port: number): Buffer {
  const place = Buffer.concat([u8(0), u16(port), longText(host)]);
  const body = Buffer.concat([u8(20), u16(place.length), place, u16(0)]);
  return Buffer.concat([u8(TOKENS.environment), u16(body.length), body, loginAck()]);
}

export const began = (): Buffer => Buffer.concat([u8(TOKENS.environment), u16(11), u8(8), u8(8), little(1n, 8), u8(0), done()]);

export function rowsOf(columns: readonly MockColumn[], rows: readonly (readonly MockValue[])[]): Buffer {
  const described = columns.map((column) => Buffer.concat([u32(0), u16(0x09), typeOf(column), shortText(column.name)]));
  const written = rows.map((row) => Buffer.concat([u8(TOKENS.row), ...columns.map((column, at) => valueOf(column, row[at] ?? null))]));
  return Buffer.concat([u8(TOKENS.columns), u16(columns.length), ...described, ...written, done(0, rows.length)]);
}

export const moreToCome = (answer: Buffer): Buffer => Buffer.concat([answer.subarray(0, -12), Buffer.from([DONE_MORE | DONE_COUNT]), answer.subarray(-11)]);

function typeOf(column: MockColumn): Buffer {
  switch (column.type) {
    case 'nvarchar': return Buffer.concat([u8(0xe7), u16(8_000), COLLATION]);
    case 'int': return Buffer.from([0x26, 4]);
    case 'bigint': return Buffer.from([0x26, 8]);
    case 'bit': return Buffer.from([0x68, 1]);
    case 'float': return Buffer.from([0x6d, 8]);
    case 'date': return u8(0x28);
    case 'datetime2': return Buffer.from([0x2a, 7]);
    case 'varbinary': return Buffer.concat([u8(0xa5), u16(8_000)]);
    case 'uniqueidentifier': return Buffer.from([0x24, 16]);
    case 'decimal': return Buffer.from([0x6a, 17, column.precision, column.scale]);
  }
}

function valueOf({ type }: MockColumn, value: MockValue): Buffer {
  const wide = type === 'nvarchar' || type === 'varbinary';
  if (value === null) return wide ? u16(0xffff) : u8(0);
  const bytes = bytesOf(type, value);
  return Buffer.concat([wide ? u16(bytes.length) : u8(bytes.length), bytes]);
}

function bytesOf(type: MockColumn['type'], value: NonNullable<MockValue>): Buffer {
  if (Buffer.isBuffer(value)) return value;
  if (typeof value === 'object') return Buffer.concat([...(type === 'datetime2' ? [little(value.ticks ?? 0n, 5)] : []), little(BigInt(value.days), 3)]);
  if (typeof value === 'string') return text(value);
  if (type === 'decimal') return Buffer.concat([u8(BigInt(value) < 0n ? 0 : 1), little(BigInt(value) < 0n ? -BigInt(value) : BigInt(value), 16)]);
  if (type === 'float') {
    const double = Buffer.alloc(8);
    double.writeDoubleLE(Number(value));
    return double;
  }
  return little(BigInt.asUintN(64, BigInt(value)), type === 'int' ? 4 : type === 'bigint' ? 8 : 1);
}
