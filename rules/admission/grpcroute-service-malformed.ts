import { replaceText } from "../../src/rule/edits.ts";
import { defineRule, gatewayApi } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";

export const grpcrouteServiceMalformed = defineRule({
  id: "grpcroute-service-malformed",
  topic: "admission",
  summary: "a GRPCRoute has an invalid gRPC service or method name",
  severity: "error",
  reads: "gatewayApiRoute",
  evidence: [
    gatewayApi(
      "apis/v1/grpcroute_types.go",
      "GRPCMethodMatch: patterns of service and method (CEL)",
    ),
  ],
  fixable: "safe",
  *check({ api, rules }) {
    if (api !== "GRPCRoute") return;
    for (const match of rules.flatMap((rule) => rule.get("matches")?.items() ?? [])) {
      const method = match.get("method");
      if ((method?.get("type")?.text ?? "Exact") !== "Exact") continue;
      for (const key of ["service", "method"] as const) {
        const field = method?.get(key);
        const text = field?.string();
        if (field && text && !patterns[key].test(text.value))
          yield misnamed(field, key, text.value);
      }
    }
  },
});

const patterns = {
  service: /^\.?[a-z_][a-z_0-9]*(?:\.[a-z_][a-z_0-9]*)*$/i,
  method: /^[A-Za-z_][A-Za-z_0-9]*$/,
} as const;

function misnamed(field: Field, key: "service" | "method", written: string): Finding {
  const [first = "", second, ...rest] = written.split("/").filter((part) => part !== "");
  const both = second !== undefined && rest.length === 0 && patterns.method.test(second);
  const bare = second === undefined && patterns[key].test(first) ? first : undefined;
  const edit = bare === undefined ? undefined : replaceText(field, bare);
  return {
    headline: `\`${written}\` is not a valid gRPC ${key} name`,
    primary: {
      span: field.span,
      text: bare === undefined ? `not a ${key} name` : "slashes are not allowed",
    },
    note: "the API server refuses the GRPCRoute, so none of its calls are routed",
    help: both
      ? `use \`service: ${first}\` and \`method: ${second}\``
      : bare === undefined
        ? `use ${describe(key)}, or \`type: RegularExpression\` for a pattern`
        : `use \`${bare}\`: the gateway adds the slashes of the path`,
    ...(edit && { fix: { title: `use \`${bare ?? ""}\``, safe: true, edits: [edit] } }),
  };
}

function describe(key: "service" | "method"): string {
  return key === "service"
    ? "the full name with dots, such as `package.v1.Service`"
    : "letters, digits and `_` only";
}
