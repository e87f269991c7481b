/** One operator of a graph; `to` is the type that a `Cast` gives. */
export interface GraphNode {
  op: string;
  inputs: readonly string[];
  output: string;
  to?: 'float' | 'int64';
}

export interface GraphConstant {
  name: string;
  type: 'float' | 'int64';
  dims: readonly number[];
  values: readonly number[];
}

export interface GraphShape {
  /** Each of type int64 and two free dimensions. */
  inputs: readonly string[];
  /** Of type float. */
  output: string;
  /** Dimensions of the output; 2 unless given. */
  outputRank?: 2 | 3;
  nodes: readonly GraphNode[];
  constants: readonly GraphConstant[];
}

const TYPES = { float: 1, int64: 7 } as const;
const IR_VERSION = 8;
const OPSET = 13;
const CAST_TO = 2;

/** An ONNX file (onnx.proto3 of ONNX 1.12, as Protocol Buffers) with one graph. */
export function onnxModel({ inputs, output, outputRank = 2, nodes, constants }: GraphShape): Uint8Array {
  const graph = message([
    ...nodes.map((node, n) => field(1, nodeMessage(node, n))),
    field(2, text('graph')),
    ...constants.map((constant) => field(5, tensorMessage(constant))),
    ...inputs.map((name) => field(11, valueMessage(name, 'int64'))),
    field(12, valueMessage(output, 'float', outputRank)),
  ]);
  return message([number(1, IR_VERSION), field(7, graph), field(8, message([field(1, text('')), number(2, OPSET)]))]);
}

function nodeMessage({ op, inputs, output, to }: GraphNode, n: number): Uint8Array {
  const cast = to === undefined ? [] : [field(5, message([field(1, text('to')), number(3, TYPES[to]), number(20, CAST_TO)]))];
  return message([...inputs.map((name) => field(1, text(name))), field(2, text(output)), field(3, text(`n${n}`)), field(4, text(op)), ...cast]);
}

function tensorMessage({ name, type, dims, values }: GraphConstant): Uint8Array {
  const raw = type === 'float' ? new Uint8Array(Float32Array.from(values).buffer) : new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
  return message([...dims.map((dim) => number(1, dim)), number(2, TYPES[type]), field(8, text(name)), field(9, raw)]);
}

function valueMessage(name: string, type: 'float' | 'int64', rank: 2 | 3 = 2): Uint8Array {
  const shape = message(['batch', 'length', 'width'].slice(0, rank).map((each) => field(1, message([field(2, text(each))]))));
  return message([field(1, text(name)), field(2, message([field(1, message([number(1, TYPES[type]), field(2, shape)]))]))]);
}

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

const message = (parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));

const number = (tag: number, value: number): Uint8Array => message([varint(tag << 3), varint(value)]);

const field = (tag: number, bytes: Uint8Array): Uint8Array => message([varint((tag << 3) | 2), varint(bytes.length), bytes]);

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Uint8Array.from([...bytes, rest]);
    bytes.push((rest % 128) | 128);
  }
}
