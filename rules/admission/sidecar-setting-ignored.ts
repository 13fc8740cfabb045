import { isHttp, parseProtocol } from "../../src/mesh/objects/protocol.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import { wholeSpec } from "../../src/rule/whole-spec.ts";
import type { Field } from "../../src/yaml/field.ts";

export const sidecarSettingIgnored = defineRule({
  id: "sidecar-setting-ignored",
  topic: "admission",
  summary: "a Sidecar imports a host twice, or has HTTP settings for a non-HTTP port",
  severity: "warning",
  answers: ["IST0133"],
  reads: "resource",
  fields: { "networking.istio.io/Sidecar": [""] },
  evidence: [
    istio("pkg/config/validation/validation.go", "ValidateSidecar: duplicated egress host"),
    istio(
      "pkg/config/validation/validation.go",
      "HTTP connection pool settings are configured for",
    ),
    istio(
      "pilot/pkg/model/sidecar.go",
      "convertToSidecarScope: `.` is the namespace of the proxies, which for the root namespace's are all",
    ),
  ],
  *check(resource, mesh) {
    // A Sidecar of the root namespace is the default of all: there `.` is the namespace of each proxy.
    const isDefault = resource.namespace === mesh.config().rootNamespace;
    const own = isDefault ? undefined : resource.namespace;
    const spec = wholeSpec(resource, "Sidecar");
    for (const listener of spec?.get("egress")?.items() ?? []) {
      yield* hostFaults(own, listener.get("hosts")?.items() ?? []);
    }
    for (const listener of spec?.get("ingress")?.items() ?? []) {
      const http = listener.at("connectionPool", "http");
      const port = listener.get("port");
      const protocol = port?.get("protocol");
      const opaque = !isHttp(parseProtocol(protocol?.text ?? ""));
      if (http && port && opaque) yield notHttp(http, protocol ?? port);
    }
  },
});

function* hostFaults(own: string | undefined, hosts: readonly Field[]): Iterable<Finding> {
  const seen = new Map<string, Map<string, Field>>();
  for (const field of hosts) {
    const text = field.text ?? "";
    const slash = text.indexOf("/");
    if (slash < 0 || text.startsWith("~")) continue;
    const written = text.slice(0, slash);
    const scope = written === "." ? (own ?? ".") : written;
    const host = text.slice(slash + 1);
    const known = seen.get(scope) ?? new Map<string, Field>();
    const first = host === "*" ? known.values().next().value : (known.get(host) ?? known.get("*"));
    if (first) yield covered(field, first);
    seen.set(scope, known.set(host, field));
  }
  const all = seen.get("*")?.get("*");
  if (all && seen.size > 1) yield everything(all);
}

function covered(field: Field, first: Field): Finding {
  return {
    headline: `\`${field.text ?? ""}\` and \`${first.text ?? ""}\` import the same hosts`,
    primary: { span: field.span, text: "the same hosts" },
    related: [{ span: first.span, text: "imported here" }],
    note: "Istio's webhook warns: nothing breaks, but one of the two has no effect",
    help: "keep the intended one",
  };
}

function everything(all: Field): Finding {
  return {
    headline: "`*/*` imports every host, so the other entries have no effect",
    primary: { span: all.span, text: "everything" },
    note: "Istio's webhook warns: each proxy gets the configuration of the whole mesh",
    help: "remove `*/*` to import only the others, or remove the others",
  };
}

function notHttp(http: Field, protocol: Field): Finding {
  return {
    headline: "`http` settings of a connection pool for a port that is not declared as HTTP",
    primary: { span: http.keySpan, text: "has no effect" },
    related: [{ span: protocol.span, text: "not HTTP" }],
    note: "Istio's webhook warns: limits on gRPC calls and streams do not apply to this port",
    help: "declare the port `GRPC` if it serves gRPC, or remove `http`",
  };
}
