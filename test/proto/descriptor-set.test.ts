import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { ProtoFile } from "../../src/proto/proto-file.ts";
import { readDescriptorSet } from "../../src/proto/read-descriptor-set.ts";

/** A number in base 128, as protobuf writes it. */
function varint(value: number): readonly number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];
}

/** One field of a message: a text, a number or a message of such fields. */
function field(number: number, value: string | number | readonly number[]): readonly number[] {
  if (typeof value === "number") return [...varint(number * 8), ...varint(value)];
  const bytes = typeof value === "string" ? [...Buffer.from(value)] : value;
  return [...varint(number * 8 + 2), ...varint(bytes.length), ...bytes];
}

const http = field(72_295_728, [
  ...field(4, "/v1/carts"),
  ...field(7, "*"),
  ...field(11, field(8, [...field(1, "HEAD"), ...field(2, "/h")])),
]);
const watch = [
  ...field(1, "Watch"),
  ...field(2, ".shop.v1.Q"),
  ...field(3, ".shop.v1.R"),
  ...field(4, [...field(33, 1), ...field(34, 1), ...http]),
  ...field(6, 1),
];
const location = [...field(1, [6, 0, 2, 0, 1]), ...field(2, [7, 6, 11])];
const file = [
  ...field(1, "cart.proto"),
  ...field(2, "shop.v1"),
  ...field(4, field(1, "Q")),
  ...field(6, [...field(1, "Cart"), ...field(2, watch)]),
  ...field(9, field(1, location)),
  ...field(12, "proto3"),
];
const bytes = Uint8Array.from([...field(1, file), ...field(1, field(1, "empty.proto"))]);

const json = JSON.stringify({
  file: [
    {
      name: "cart.proto",
      package: "shop.v1",
      syntax: "proto3",
      messageType: [{ name: "Q" }],
      service: [
        {
          name: "Cart",
          method: [
            {
              name: "Watch",
              inputType: ".shop.v1.Q",
              outputType: ".shop.v1.R",
              serverStreaming: true,
              options: {
                deprecated: true,
                idempotencyLevel: "NO_SIDE_EFFECTS",
                "[google.api.http]": {
                  post: "/v1/carts",
                  body: "*",
                  additionalBindings: [{ custom: { kind: "HEAD", path: "/h" } }],
                },
              },
            },
          ],
        },
      ],
    },
  ],
});

const text = `# an image
file {
  name: "cart.proto" package: "shop.v1" syntax: "proto3"
  message_type { name: "Q" }
  service: <
    name: "Cart"
    method {
      name: "Watch" input_type: ".shop.v1.Q" output_type: ".shop.v1.R" server_streaming: true
      options {
        deprecated: true
        idempotency_level: NO_SIDE_EFFECTS
        [google.api.http] { post: "/v1/carts" body: "*" additional_bindings { custom { kind: "HEAD" path: "/h" } } }
      }
    }
  >
}
`;

function shown(files: readonly ProtoFile[] | undefined): unknown {
  const [first] = files ?? [];
  const [service] = first?.services ?? [];
  const [method] = service?.methods ?? [];
  return {
    path: first?.path,
    service: service?.name.value,
    method: method?.name.value,
    types: [method?.input?.name, method?.output?.name],
    flags: [method?.clientStreaming, method?.serverStreaming, method?.deprecated],
    idempotency: method?.idempotency,
    http: [method?.http, ...(method?.http?.additional ?? [])].map(
      (rule) => `${rule?.method} ${rule?.path.value}`,
    ),
  };
}

const expected = {
  path: "cart.proto",
  service: "shop.v1.Cart",
  method: "Watch",
  types: ["shop.v1.Q", "shop.v1.R"],
  flags: [false, true, true],
  idempotency: "NO_SIDE_EFFECTS",
  http: ["POST /v1/carts", "HEAD /h"],
};

describe("a descriptor set", () => {
  it.each([
    ["binary", bytes],
    ["gzip", gzipSync(bytes)],
    ["JSON", Buffer.from(json)],
    ["text format", Buffer.from(text)],
  ])("is known by its content: %s", (_, content) => {
    const set = readDescriptorSet("any.name", content);
    expect(shown(set?.files)).toEqual(expected);
    expect(set?.isCutOff).toBe(false);
  });

  it("knows lines of names where it has its source information", () => {
    const method = readDescriptorSet("a.binpb", bytes)?.files[0]?.services[0]?.methods[0];
    expect(method?.line).toBe(8);
  });

  it("keeps the files before the place where it is cut off", () => {
    for (const content of [bytes.subarray(0, -3), gzipSync(bytes).subarray(0, -12)]) {
      const set = readDescriptorSet("a.binpb", content);
      expect(shown(set?.files)).toEqual(expected);
    }
    expect(readDescriptorSet("a.binpb", bytes.subarray(0, -3))?.isCutOff).toBe(true);
    const first = readDescriptorSet("a.binpb", bytes.subarray(0, 60));
    expect(first).toMatchObject({
      isCutOff: true,
      files: [{ path: "cart.proto", package: "shop.v1" }],
    });
  });

  it.each([
    ["a text", Buffer.from("\nsyntax = 'proto3';")],
    ["other JSON", Buffer.from('{"file": [{"name": "a.txt"}]}')],
    ["JSON that is cut off", Buffer.from(json.slice(0, 200))],
    ["a graph of nodes", Uint8Array.from(field(1, field(1, "Placeholder")))],
    ["nothing", new Uint8Array()],
    ["gzip of something else", gzipSync("hello")],
  ])("is not %s", (_, content) => {
    expect(readDescriptorSet("a.pb", content)).toBeUndefined();
  });
});
