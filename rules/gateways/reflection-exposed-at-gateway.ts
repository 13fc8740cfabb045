import type { PathMatch } from "../../src/mesh/objects/route.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, grpc } from "../../src/rule/rule.ts";

export const reflectionExposedAtGateway = defineRule({
  id: "reflection-exposed-at-gateway",
  topic: "gateways",
  summary: "a gateway exposes gRPC reflection, channelz or admin services",
  severity: "info",
  reads: "route",
  evidence: [
    grpc("doc/server-reflection.md", "reflection lists all services of a server, with their types"),
    grpc("proposal A14-channelz.md", "channelz shows the addresses and sockets of a process"),
  ],
  *check(route) {
    if (!route.viaGateway) return;
    for (const { path } of route.matches) {
      const service = path && /^\/(grpc\.(?:reflection|channelz)\.[\w.]+)(?:\/|$)/.exec(path.value);
      if (path && path.kind !== "regex" && service?.[1]) yield exposed(path, service[1]);
    }
  },
});

function exposed({ span }: PathMatch, service: string): Finding {
  const isReflection = service.includes("reflection");
  return {
    headline: `a gateway exposes \`${service}\``,
    primary: { span, text: "for developers and operators" },
    note: isReflection
      ? "any caller that reaches the gateway can list every service, RPC and message of the server"
      : "any caller that reaches the gateway can see the connections of the server",
    help: "remove the path if the gateway is public; use `kubectl port-forward` instead",
  };
}
