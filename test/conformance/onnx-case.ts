import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import protobuf from 'protobufjs';

/** An array of a node test, row-major, numbers of whatever type as JavaScript numbers. */
export interface OnnxArray {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

/** One node test: an operator with its attributes, its inputs and the outputs that the ONNX reference gives. */
export interface OnnxCase {
  readonly name: string;
  readonly operator: string;
  readonly attributes: ReadonlyMap<string, AttributeValue>;
  readonly inputs: readonly OnnxArray[];
  readonly outputs: readonly OnnxArray[];
}

export type AttributeValue = number | string | readonly number[];

const schema = protobuf.parse(readFileSync(join(import.meta.dirname, 'onnx.proto'), 'utf8'), { keepCase: true }).root;
const modelType = schema.lookupType('ModelProto');
const tensorType = schema.lookupType('TensorProto');

/** Reads the node test in a folder: `model.onnx`, and `input_N.pb` and `output_N.pb` of its one data set. */
export function readOnnxCase(root: string, name: string): OnnxCase {
  const folder = join(root, name);
  const data = join(folder, 'test_data_set_0');
  const files = readdirSync(data);
  const arrays = (kind: string) =>
    files.filter((file) => file.startsWith(kind)).map((_, i) => readArray(join(data, `${kind}_${i}.pb`)));
  const node = readNode(join(folder, 'model.onnx'));
  return {
    name,
    operator: node.op_type,
    attributes: new Map(node.attribute.map((attribute) => [attribute.name, attributeValue(attribute)])),
    inputs: arrays('input'),
    outputs: arrays('output'),
  };
}

interface Attribute {
  readonly name: string;
  readonly type: number;
  readonly f: number;
  readonly i: number;
  readonly s: Uint8Array;
  readonly floats: readonly number[];
  readonly ints: readonly number[];
}

interface Node {
  readonly op_type: string;
  readonly attribute: readonly Attribute[];
}

function readNode(path: string): Node {
  const model = decode<{ readonly graph: { readonly node: readonly Node[] } }>(modelType, path);
  const [node, ...more] = model.graph.node;
  if (node === undefined || more.length > 0) throw new Error(`${path}: not a model of one node`);
  return node;
}

/** Numbers of `AttributeProto.type`. */
function attributeValue({ name, type, f, i, s, floats, ints }: Attribute): AttributeValue {
  switch (type) {
    case 1:
      return f;
    case 2:
      return i;
    case 3:
      return new TextDecoder().decode(s);
    case 6:
      return floats;
    case 7:
      return ints;
    default:
      throw new Error(`attribute ${name} is of type ${type}, which this reader does not know`);
  }
}

/** Numbers of `TensorProto.data_type`. */
function readArray(path: string): OnnxArray {
  const tensor = decode<{ readonly dims: readonly number[]; readonly data_type: number; readonly raw_data: Uint8Array }>(
    tensorType,
    path,
  );
  const { buffer } = Uint8Array.from(tensor.raw_data);
  const values = () => {
    switch (tensor.data_type) {
      case 1:
        return [...new Float32Array(buffer)];
      case 6:
        return [...new Int32Array(buffer)];
      case 7:
        return Array.from(new BigInt64Array(buffer), Number);
      case 9:
        return [...new Uint8Array(buffer)];
      default:
        throw new Error(`${path}: elements of type ${tensor.data_type}, which this reader does not know`);
    }
  };
  return { shape: tensor.dims, values: values() };
}

function decode<T>(type: protobuf.Type, path: string): T {
  const message = type.decode(readFileSync(path));
  return type.toObject(message, { longs: Number, arrays: true, defaults: true }) as T;
}
