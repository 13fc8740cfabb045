import type { RpcPath } from "../../src/mesh/resolve/rpc-paths.ts";
import { effectOfNoMatch } from "../../src/rule/authorization-effect.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, grpc } from "../../src/rule/rule.ts";
import { offerRename, skippedRoute } from "../../src/rule/rpc-names.ts";
import type { NearService, RpcCatalogue } from "../../src/rpc/rpc.ts";

export const rpcServiceUnknown = defineRule({
  id: "rpc-service-unknown",
  topic: "protobuf",
  summary: "a path names an undefined gRPC service, but a similar one is defined",
  severity: "warning",
  severityWhere: { info: "only the version differs: an older one may still be served" },
  reads: "rpcPath",
  evidence: [
    grpc("doc/PROTOCOL-HTTP2.md", "Path is /{package}.{service}/{method}, case-sensitive"),
  ],
  fixable: "unsafe",
  *check(path, mesh) {
    const rpcs = mesh.rpcs();
    // Health, reflection and channelz come with gRPC itself.
    if (rpcs === undefined || path.service.startsWith("grpc.")) return;
    if (rpcs.services.has(path.service)) return;
    const near = rpcs.nearestTo(path.service);
    if (near !== undefined && isMeant(path, near)) yield meansAnother(path, near);
    else if (near === undefined && isInPackage(path, rpcs)) yield notInPackage(path);
  },
});

/** A plain name may be a path of another protocol, unless the rest of it is an RPC of the service. */
function isMeant({ service, method }: RpcPath, near: NearService): boolean {
  return service.includes(".") || (method !== undefined && near.service.methods.has(method));
}

function packageOf(service: string): string {
  return service.slice(0, Math.max(0, service.lastIndexOf(".")));
}

function isInPackage({ service }: RpcPath, rpcs: RpcCatalogue): boolean {
  const name = packageOf(service);
  return name !== "" && rpcs.holdsPackage(name);
}

const differences: Readonly<Record<NearService["differsIn"], string>> = {
  case: "service names are case-sensitive",
  package: "the package is part of the path",
  version: "the version of the package is part of the path",
  spelling: "the full name is compared",
};

function meansAnother(path: RpcPath, { service, differsIn }: NearService): Finding {
  const name = service.name.value;
  return {
    // An older version may still be served by what is not in the files.
    ...(differsIn === "version" && { severity: "info" as const }),
    ...unknown(path),
    related: [{ span: service.name.span, text: "a service with a similar name" }],
    help: `use \`${name}\`: ${differences[differsIn]}`,
    ...offerRename(path, { service: name }),
  };
}

function notInPackage(path: RpcPath): Finding {
  return {
    ...unknown(path),
    help: `define the service in package \`${packageOf(path.service)}\`, or remove the path`,
  };
}

function unknown(path: RpcPath): Pick<Finding, "headline" | "primary" | "note"> {
  const { policy, service } = path;
  return {
    headline: `no \`.proto\` file defines the service \`${service}\``,
    primary: { span: path.serviceField.span, text: "unknown service" },
    note: policy ? effectOfNoMatch(policy.action, policy.negated) : skippedRoute(path),
  };
}
