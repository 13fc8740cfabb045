import { describe, expect, it } from "vitest";
import { parseProto } from "../../src/proto/parse-proto.ts";
import { resolveTypes } from "../../src/proto/resolve-types.ts";

/** The type that the only RPC takes, in `main` of several files. */
function inputOf(files: Readonly<Record<string, string>>): string | undefined {
  const parsed = new Map(
    Object.entries(files).map(([path, text]) => [path, parseProto({ path, text })]),
  );
  const first = parsed.get("main");
  if (first === undefined) throw new Error("a file called `main` is missing");
  return resolveTypes(first, (path) => parsed.get(path)).services[0]?.methods[0]?.input?.name;
}

function main(input: string, before = ""): string {
  return `syntax = "proto3"; package a.b; ${before} message R {} service S { rpc One(${input}) returns (R); }`;
}

describe("the type of an RPC", () => {
  it("is looked for in the service, its package and further out", () => {
    expect(inputOf({ main: main("R") })).toBe("a.b.R");
    expect(inputOf({ main: main("b.R") })).toBe("a.b.R");
    expect(inputOf({ main: main("One") })).toBe("a.b.S.One");
  });

  it("is where its first part is found first, even if it is not there", () => {
    const b = 'syntax = "proto3"; package b; message Q {}';
    expect(inputOf({ main: main("b.Q", 'import "b";'), b })).toBe("a.b.Q");
    expect(inputOf({ main: main(".b.Q", 'import "b";'), b })).toBe("b.Q");
  });

  it("is seen through public imports, and through cycles of them", () => {
    const files = {
      main: main("c.Q", 'import "x";'),
      x: 'import public "y"; import public "main";',
      y: 'package c; import public "x"; message Q {}',
    };
    expect(inputOf(files)).toBe("c.Q");
  });

  it("of a missing import has the package of this file, or its own", () => {
    expect(inputOf({ main: main("Q", 'import "a/b/types.proto";') })).toBe("a.b.Q");
    expect(inputOf({ main: main("google.protobuf.Empty") })).toBe("google.protobuf.Empty");
    expect(inputOf({ main: main("common.Q", 'import "a/common/q.proto";') })).toBe("a.common.Q");
  });
});
