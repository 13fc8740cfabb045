import type { RpcPath } from "../../src/mesh/resolve/rpc-paths.ts";
import { effectOfNoMatch } from "../../src/rule/authorization-effect.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, grpc } from "../../src/rule/rule.ts";
import { offerRename, skippedRoute } from "../../src/rule/rpc-names.ts";
import type { RpcService } from "../../src/rpc/rpc.ts";
import { oneOf } from "../../src/text/lists.ts";
import { similarName } from "../../src/text/similar-name.ts";

export const rpcMethodUnknown = defineRule({
  id: "rpc-method-unknown",
  topic: "protobuf",
  summary: "a path names an RPC that its service does not have",
  severity: "warning",
  severityWhere: { info: "the `.proto` file of the service could be read only in part" },
  reads: "rpcPath",
  evidence: [grpc("doc/PROTOCOL-HTTP2.md", "Path is /{service}/{method}, case-sensitive")],
  fixable: "unsafe",
  *check(path, mesh) {
    const service = mesh.rpcs()?.services.get(path.service);
    if (service === undefined) return;
    if (path.methods?.size === 0) yield matchesNone(path, service);
    if (path.method === undefined) return;
    if (!isDefined(path, path.method, service)) yield unknown(path, path.method, service);
  },
});

function isDefined({ isPrefix }: RpcPath, method: string, { methods }: RpcService): boolean {
  if (methods.has(method)) return true;
  return isPrefix && [...methods.keys()].some((name) => name.startsWith(method));
}

function unknown(path: RpcPath, method: string, service: RpcService): Finding {
  const names = [...service.methods.keys()];
  const similar = similarName(method, names);
  const { policy, service: name } = path;
  return {
    // A definition that could be read in part may have more.
    ...(service.isOpen && similar === undefined && { severity: "info" as const }),
    headline: `\`${name}\` has no RPC \`${method}\``,
    primary: { span: path.methodField?.span ?? path.span, text: "no such RPC" },
    related: [{ span: service.name.span, text: "the service is defined here" }],
    note: policy ? effectOfNoMatch(policy.action, policy.negated) : skippedRoute(path),
    help:
      similar === undefined
        ? helpFor(names)
        : `use the RPC name \`${similar}\`: RPC names are case-sensitive and compared exactly`,
    ...offerRename(path, similar && { method: similar }),
  };
}

function matchesNone({ span, service: name, ...path }: RpcPath, service: RpcService): Finding {
  return {
    ...(service.isOpen && { severity: "info" as const }),
    headline: `the regular expression matches no RPC of \`${name}\``,
    primary: { span, text: "matches none of its paths" },
    related: [{ span: service.name.span, text: "the service is defined here" }],
    note: skippedRoute({ ...path, span, service: name }),
    help: `match full paths such as \`/${name}/${[...service.methods.keys()][0] ?? "Method"}\``,
  };
}

function helpFor(names: readonly string[]): string {
  return names.length === 0
    ? "define the RPC in the service"
    : `use an RPC of the service: ${oneOf(names)}`;
}
