/** Little-endian bytes, one after the other. */
export class ByteSink {
  readonly #pieces: Buffer[] = [];
  #length = 0;

  bytes(data: Buffer): this {
    this.#pieces.push(data);
    this.#length += data.length;
    return this;
  }

  u8(value: number): this {
    return this.bytes(Buffer.of(value));
  }

  u32(value: number): this {
    const data = Buffer.alloc(4);
    data.writeUInt32LE(value);
    return this.bytes(data);
  }

  i32(value: number): this {
    const data = Buffer.alloc(4);
    data.writeInt32LE(value);
    return this.bytes(data);
  }

  f32(value: number): this {
    const data = Buffer.alloc(4);
    data.writeFloatLE(value);
    return this.bytes(data);
  }

  u64(value: number): this {
    const data = Buffer.alloc(8);
    data.writeBigUInt64LE(BigInt(value));
    return this.bytes(data);
  }

  /** Length in bytes, then UTF-8. */
  string(text: string): this {
    const data = Buffer.from(text, 'utf8');
    return this.u64(data.length).bytes(data);
  }

  padTo(multiple: number): this {
    const excess = this.#length % multiple;
    return excess === 0 ? this : this.bytes(Buffer.alloc(multiple - excess));
  }

  toBuffer(): Buffer {
    return Buffer.concat(this.#pieces, this.#length);
  }
}
