import { namesIn, type ConfigName } from "../../src/mesh/ask/client-calls.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, grpc } from "../../src/rule/rule.ts";
import type { NearService, RpcService } from "../../src/rpc/rpc.ts";
import { oneOf } from "../../src/text/lists.ts";
import { similarName } from "../../src/text/similar-name.ts";
import type { Span } from "../../src/yaml/source.ts";

export const serviceConfigNameUnknown = defineRule({
  id: "service-config-name-unknown",
  topic: "client-config",
  summary: "a gRPC service config names a service or RPC that no `.proto` file defines",
  severity: "warning",
  severityWhere: {
    info: "only the version differs, or the `.proto` file could be read only in part",
  },
  reads: "serviceConfig",
  evidence: [
    grpc(
      "doc/service_config.md",
      "name: the service with its package, and the method; an entry is used where both are equal",
    ),
  ],
  *check({ json, spanOf }, mesh) {
    for (const name of namesIn(json)) {
      const { service, method } = name;
      const rpcs = mesh.rpcs();
      if (rpcs === undefined || service.text.startsWith("grpc.")) continue;
      const known = rpcs.services.get(service.text);
      const near = known === undefined ? rpcs.nearestTo(service.text) : undefined;
      if (near !== undefined) yield unknownService(name, near, spanOf(service.start, service.end));
      if (known === undefined || method === undefined || known.methods.has(method.text)) continue;
      yield unknownMethod(name, known, spanOf(method.start, method.end));
    }
  },
});

const noEffect =
  "clients accept any name and compare it exactly: timeout and retries of this entry apply to no call";

function unknownService({ service }: ConfigName, near: NearService, span: Span): Finding {
  const name = near.service.name.value;
  return {
    // An older version may still be served by what is not in the files.
    ...(near.differsIn === "version" && { severity: "info" as const }),
    headline: `no \`.proto\` file defines the service \`${service.text}\``,
    primary: { span, text: "unknown service" },
    related: [{ span: near.service.name.span, text: "a service with a similar name" }],
    note: noEffect,
    help: `use \`${name}\`: the full name is compared, with its package and case`,
  };
}

function unknownMethod({ method }: ConfigName, known: RpcService, span: Span): Finding {
  const names = [...known.methods.keys()];
  const similar = similarName(method?.text ?? "", names);
  return {
    ...(known.isOpen && similar === undefined && { severity: "info" as const }),
    headline: `\`${known.name.value}\` has no RPC \`${method?.text ?? ""}\``,
    primary: { span, text: "no such RPC" },
    related: [{ span: known.name.span, text: "the service is defined here" }],
    note: noEffect,
    help: similar === undefined ? `use ${oneOf(names, 4)}` : `use \`${similar}\``,
  };
}
