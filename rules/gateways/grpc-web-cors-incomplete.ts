import { grpcWebCorsOf, type GrpcWebCors } from "../../src/mesh/ask/grpc-web.ts";
import { addItems } from "../../src/rule/list-edits.ts";
import { defineRule, thread } from "../../src/rule/rule.ts";
import type { Finding, Label } from "../../src/rule/finding.ts";
import { list } from "../../src/text/lists.ts";
import type { Field } from "../../src/yaml/field.ts";

export const grpcWebCorsIncomplete = defineRule({
  id: "grpc-web-cors-incomplete",
  topic: "gateways",
  summary: "a CORS policy for gRPC-Web lacks headers that browsers need",
  severity: "warning",
  reads: "route",
  fields: { "networking.istio.io/VirtualService": ["spec.http[].corsPolicy"] },
  evidence: [
    {
      project: "gRPC",
      path: "doc/PROTOCOL-WEB.md",
      detail: "content type, X-Grpc-Web and status headers",
    },
    thread("grpc/grpc-web#1319", "`grpc-status` and `grpc-message` have to be exposed"),
    thread("improbable-eng/grpc-web#486", "Refused to get unsafe header grpc-status"),
  ],
  fixable: "safe",
  *check(route) {
    const cors = grpcWebCorsOf(route);
    if (cors === undefined) return;
    const unread = missing(cors, cors.exposeHeaders, ["grpc-status", "grpc-message"]);
    if (unread.length > 0) yield notExposed(cors, unread);
    const unsent = missing(cors, cors.allowHeaders, ["content-type", "x-grpc-web"]);
    if (unsent.length > 0) yield notAllowed(cors, unsent);
  },
});

function missing(
  { field }: GrpcWebCors,
  headers: Field | undefined,
  needed: readonly string[],
): readonly string[] {
  const written = new Set(headers?.strings().map(({ value }) => value.toLowerCase()));
  // With credentials browsers take the asterisk for a header of that name.
  const any = written.has("*") && field.get("allowCredentials")?.boolean()?.value !== true;
  return any ? [] : needed.filter((header) => !written.has(header));
}

function notExposed(cors: GrpcWebCors, headers: readonly string[]): Finding {
  return {
    headline: `browsers may not read ${list(headers)} of these gRPC-Web answers`,
    primary: at(cors, cors.exposeHeaders, "not exposed"),
    related: related(cors, cors.exposeHeaders),
    note: "a call that fails without a message ends as UNKNOWN (2) in the browser: its status is hidden",
    help: `add ${list(headers)} to \`exposeHeaders\``,
    ...fix(cors.exposeHeaders, headers),
  };
}

function notAllowed(cors: GrpcWebCors, headers: readonly string[]): Finding {
  return {
    headline: `browsers may not send ${list(headers)} with these gRPC-Web calls`,
    primary: at(cors, cors.allowHeaders, "not allowed"),
    related: related(cors, cors.allowHeaders),
    note: "the preflight does not allow what gRPC-Web clients send, so the browser makes no call at all",
    help: `add ${list(headers)} to \`allowHeaders\``,
    ...fix(cors.allowHeaders, headers),
  };
}

function at({ field }: GrpcWebCors, headers: Field | undefined, text: string): Label {
  return { span: (headers ?? field).keySpan, text };
}

function related({ evidence }: GrpcWebCors, headers: Field | undefined): readonly Label[] {
  const inside = headers?.strings().some(({ span }) => span.start === evidence.span.start);
  return inside === true ? [] : [{ span: evidence.span, text: "this is gRPC-Web" }];
}

function fix(headers: Field | undefined, missed: readonly string[]): Pick<Finding, "fix"> {
  const edit = headers && addItems(headers, missed);
  return edit ? { fix: { title: `add ${list(missed)}`, safe: true, edits: [edit] } } : {};
}
