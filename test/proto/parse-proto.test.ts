import { describe, expect, it } from "vitest";
import { parseProto } from "../../src/proto/parse-proto.ts";
import type { HttpBinding, ProtoFile } from "../../src/proto/proto-file.ts";

function parse(...lines: readonly string[]): ProtoFile {
  return parseProto({ path: "a.proto", text: `${lines.join("\n")}\n` });
}

/** Every RPC as one line: `pkg.Service/Method(stream In) Out`. */
function signatures({ services }: ProtoFile): readonly string[] {
  return services.flatMap(({ name, methods }) =>
    methods.map((method) => {
      const request = `${method.clientStreaming ? "stream " : ""}${method.input?.name ?? "?"}`;
      const response = `${method.serverStreaming ? "stream " : ""}${method.output?.name ?? "?"}`;
      return `${name.value}/${method.name.value}(${request}) ${response}`;
    }),
  );
}

const head = ['syntax = "proto3";', "package shop.v1;"];

describe("a .proto file", () => {
  it("gives services, RPCs and streaming flags with their exact places", () => {
    const file = parse(
      ...head,
      "/* ünï 😀 */ service Cart {",
      "  rpc Get(Q) returns (R);",
      "\trpc Watch(stream .shop.v1.Q) returns (stream R) {};",
      "}",
    );
    expect(file.problem).toBeUndefined();
    expect(signatures(file)).toEqual([
      "shop.v1.Cart/Get(Q) R",
      "shop.v1.Cart/Watch(stream .shop.v1.Q) stream R",
    ]);
    const [service] = file.services;
    for (const { value, span } of [service?.name, service?.methods[1]?.name].flatMap(
      (name) => name ?? [],
    )) {
      expect(value.split(".").at(-1)).toBe(span.source.text.slice(span.start, span.end));
    }
  });

  it("gives the package to services above it", () => {
    const file = parse("service Cart { rpc Get(Q) returns (R); }", "package shop.v1;");
    expect(signatures(file)).toEqual(["shop.v1.Cart/Get(Q) R"]);
    expect(file.syntax).toBe("proto2");
  });

  it("takes `stream` in brackets for the keyword, and for a name elsewhere", () => {
    const file = parse(
      ...head,
      "service Cart {",
      "  rpc A(stream stream.Q) returns (.shop.v1.stream);",
      "  rpc stream(stream .Q) returns (R);",
      "}",
    );
    expect(file.problem).toBeUndefined();
    expect(signatures(file)).toEqual([
      "shop.v1.Cart/A(stream stream.Q) .shop.v1.stream",
      "shop.v1.Cart/stream(stream .Q) R",
    ]);
  });

  it("knows idempotency and deprecation of services and RPCs", () => {
    const { services } = parse(
      ...head,
      "service Cart {",
      "  option deprecated = true;",
      "  rpc A(Q) returns (R) { option idempotency_level = NO_SIDE_EFFECTS; }",
      "  rpc B(Q) returns (R) { option deprecated = true; option (x.y).z = { a: <b: 1> }; }",
      "}",
    );
    expect(services[0]?.deprecated).toBe(true);
    expect(
      services[0]?.methods.map(({ idempotency, deprecated }) => [idempotency, deprecated]),
    ).toEqual([
      ["NO_SIDE_EFFECTS", false],
      ["IDEMPOTENCY_UNKNOWN", true],
    ]);
  });

  it("reads all statements of proto2, proto3 and editions without a finding", () => {
    const file = parse(
      "\uFEFF// first",
      'edition = "20" "24";',
      "package a /* b */ . c;",
      "import public 'x.proto'; import option \"o.proto\";",
      "option java_package = \"x\" 'y';;",
      "export message M {",
      "  option (a) = { b { c: [1, -2.5e3] } };",
      "  string export = 1; local message L {} map<string, .a.c.M> m = 0x2 [deprecated = true, (x) = -inf];",
      "  oneof o { option (z) = 1; M n = 3; }",
      "  extensions 100 to 199, 500 to max [verification = UNVERIFIED];",
      "  reserved 7, 9 to 11; reserved foo, bar;",
      "  enum E { option allow_alias = true; A = -0; B = 1 [deprecated = false]; reserved -5 to -1; }",
      "}",
      "extend google.protobuf.FieldOptions { bool secret = 50000; }",
    );
    expect(file.problem).toBeUndefined();
    expect(file).toMatchObject({ syntax: "editions", edition: "2024", package: "a.c" });
    expect(file.imports.map(({ path, modifier }) => [path.value, modifier])).toEqual([
      ["x.proto", "public"],
      ["o.proto", "option"],
    ]);
    expect(file.symbols.filter(({ kind }) => kind === "message").map(({ name }) => name)).toEqual([
      "a.c.M",
      "a.c.M.L",
    ]);
  });

  it("wants labels in proto2 only, and reads groups there", () => {
    expect(
      parse("message M { optional group G = 1 { required int32 a = 2; } }").problem,
    ).toBeUndefined();
    expect(parse("message M { int32 a = 2; }").problem?.message).toBe(
      "`int32` is written where `optional`, `repeated` or `required` is expected",
    );
  });
});

/** The rule of the only RPC, shortened to texts. */
function ruleOf(...options: readonly string[]): unknown {
  const file = parse(...head, "service S { rpc A(Q) returns (R) {", ...options, "} }");
  const short = ({ method, path, body, responseBody, additional }: HttpBinding): unknown => [
    `${method} ${path.value}`,
    ...(body ? [`body ${body.value}`] : []),
    ...(responseBody ? [`response ${responseBody.value}`] : []),
    ...additional.map(short),
  ];
  const http = file.services[0]?.methods[0]?.http;
  return http && [...[short(http)].flat(), ...(http.cutAt ? ["cut"] : [])];
}

describe("an HTTP binding", () => {
  it("is read from an aggregate with all that it adds", () => {
    expect(
      ruleOf(
        "option (google.api.http) = {",
        '  post: \'/v1/\' "carts" body: "*" // a remark }',
        "  additional_bindings < get: \"/v1/x\\x41\" response_body: 'r' >",
        '  additional_bindings: [{ custom { kind: "HEAD" path: "/h" } }, { delete: "/d" }]',
        "};",
      ),
    ).toEqual([
      "POST /v1/carts",
      "body *",
      ["GET /v1/xA", "response r"],
      ["HEAD /h"],
      ["DELETE /d"],
    ]);
  });

  it("is read from single fields", () => {
    expect(
      ruleOf('option (.google.api.http).patch = "/p"; option (google.api.http).body = "b";'),
    ).toEqual(["PATCH /p", "body b"]);
    expect(ruleOf('option (google.api.http).custom.kind = "HEAD";')).toEqual(["HEAD "]);
  });

  it("loses what is after a `#`, later lines too, as protoc has it", () => {
    expect(
      ruleOf('option (google.api.http) = { post: "/v1#x" # a remark', ' body: "*" };'),
    ).toEqual(["POST /v1#x", "cut"]);
  });

  it("is not any other option", () => {
    expect(ruleOf('option (my.api.http) = { get: "/x" };')).toBeUndefined();
  });
});

describe("a .proto file with an error", () => {
  const below = "service Pay { rpc Do(Q) returns (R); }";
  const cases: readonly (readonly [string, readonly string[], readonly string[]])[] = [
    ["a string that is not closed", ['import "a.proto;', below], ["shop.v1.Pay/Do(Q) R"]],
    ["a remark in `#`", ["# a remark", below], ["shop.v1.Pay/Do(Q) R"]],
    [
      "a message that is not closed",
      ["message M {", " string a = 1;", below],
      ["shop.v1.Pay/Do(Q) R"],
    ],
    [
      "a service that is not closed",
      ["service Cart {", "  rpc Get(Q) returns (R);", below],
      ["shop.v1.Cart/Get(Q) R", "shop.v1.Pay/Do(Q) R"],
    ],
    [
      "a semicolon that is missing",
      ["service Cart {", "  rpc Get(Q) returns (R)", "  rpc Put(Q) returns (R);", "}", below],
      ["shop.v1.Cart/Get(Q) R", "shop.v1.Cart/Put(Q) R", "shop.v1.Pay/Do(Q) R"],
    ],
    [
      "options that are not closed",
      ["service Cart {", "  rpc Get(Q) returns (R) {", "  rpc Put(Q) returns (R);", "}", below],
      ["shop.v1.Cart/Get(Q) R", "shop.v1.Cart/Put(Q) R", "shop.v1.Pay/Do(Q) R"],
    ],
    [
      "an aggregate that is not closed",
      [
        "service Cart {",
        '  rpc Get(Q) returns (R) { option (google.api.http) = { get: "/x"; }',
        "  rpc Put(Q) returns (R);",
        "}",
        below,
      ],
      ["shop.v1.Cart/Get(Q) R", "shop.v1.Cart/Put(Q) R", "shop.v1.Pay/Do(Q) R"],
    ],
    [
      "a wrong keyword",
      ["service Cart {", "  rpc Get(Q) return (R);", "  rcp Put(Q) returns (R);", "}", below],
      ["shop.v1.Cart/Get(Q) R", "shop.v1.Pay/Do(Q) R"],
    ],
    [
      "`stream` after the type",
      ["service Cart { rpc Get(Q stream) returns (R); }", below],
      ["shop.v1.Cart/Get(?) R", "shop.v1.Pay/Do(Q) R"],
    ],
    [
      "a name that is none",
      ["service My-Cart { rpc Get(Q) returns (R); }", below],
      ["shop.v1.My-Cart/Get(Q) R", "shop.v1.Pay/Do(Q) R"],
    ],
    ["a brace too many", ["message M {}", "}", below], ["shop.v1.Pay/Do(Q) R"]],
    ["a comment in a comment", [`/* a /* b */ ${below}`], ["shop.v1.Pay/Do(Q) R"]],
  ];

  it.each(cases)("keeps what is below %s", (_, lines, expected) => {
    const file = parse(...head, ...lines);
    expect(signatures(file)).toEqual(expected);
    expect(file.problem?.message).toMatch(/./);
  });

  it("has one finding, at the first token that is wrong", () => {
    const { problem } = parse(...head, "service Cart { rpc Get(Q) return (R); }", "what is this");
    expect(problem?.message).toBe("`return` is written where `returns` is expected");
    const { source, start, end } = problem?.span ?? { source: { text: "" }, start: 0, end: 0 };
    expect(source.text.slice(start, end)).toBe("return");
  });
});
