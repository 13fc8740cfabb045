import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseProto } from "../../src/proto/parse-proto.ts";
import type { ProtoMethod } from "../../src/proto/proto-file.ts";
import { readDescriptorSet } from "../../src/proto/read-descriptor-set.ts";
import { readTextFormat } from "../../src/proto/text-format.ts";
import type { Located } from "../../src/yaml/source.ts";

const pieces =
  "service rpc returns stream message option map group oneof enum { } ( ) < > [ ] ; = . , - # \" ' \\ \0 // /* */ 0x 1e 17 Cart (google.api.http) \uFEFF 😀"
    .split(" ")
    .concat("\n", " ");

/** Larger than any real file, so that work that grows with the square of it never ends. */
const many = 100_000;

function nameOf({ name }: ProtoMethod): Located<string> {
  return name;
}

describe("whatever is read as a .proto file", () => {
  it("is read to its end, with places inside it", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 80 }), (parts) => {
        const text = parts.join(parts.length % 2 === 0 ? " " : "");
        const { services, problem } = parseProto({ path: "a.proto", text });
        const names = services.flatMap(({ name, methods }) => [name].concat(methods.map(nameOf)));
        const spans = [problem?.span, ...names.map(({ span }) => span)];
        for (const span of spans) {
          if (span === undefined) continue;
          expect(span.start).toBeLessThanOrEqual(span.end);
          expect(span.end).toBeLessThanOrEqual(text.length);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ["open braces", "{"],
    ["messages in messages", "message M { "],
    ["services in services", "service S { "],
    ["RPCs in RPCs", "rpc A(Q) returns (R) { "],
    ["maps in maps", "map<"],
    ["comments on one line", "/* a */ "],
    ["open comments", "/* a "],
    ["open strings", '"a\n'],
    ["closing braces", "} "],
    ["names after names", "a . "],
    ["messages in option values", "option (google.api.http) = { a { "],
  ])("may consist of many %s", (_, piece) => {
    const text = `service S { rpc A(Q) returns (R) { ${piece.repeat(many)}`;
    expect(parseProto({ path: "a.proto", text }).services.length).toBeGreaterThan(0);
    expect(parseProto({ path: "a.proto", text: piece.repeat(many) }).path).toBe("a.proto");
    const fields = readTextFormat(piece.repeat(many), { from: 0, to: many, comments: "hash" });
    expect(fields.fields.length).toBeGreaterThanOrEqual(0);
  });
});

describe("whatever is read as a descriptor set", () => {
  it("is one or is none", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(
          readDescriptorSet("a.binpb", Uint8Array.of(10, ...bytes))?.files ?? [],
        ).toBeInstanceOf(Array);
      }),
      { numRuns: 2000 },
    );
  });
});
