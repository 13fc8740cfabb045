import type { Gateway, GatewayServer } from "../../src/mesh/objects/gateway.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { tokenSpan } from "../../src/rule/places.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import { webhookRefusal } from "../../src/rule/webhook-refusal.ts";
import type { Field } from "../../src/yaml/field.ts";

export const gatewayServerMalformed = defineRule({
  id: "gateway-server-malformed",
  topic: "admission",
  summary: "a Gateway has no servers, or a server's hosts, port or bind are not valid",
  severity: "error",
  answers: ["IST0106"],
  reads: "gateway",
  evidence: [
    istio("pkg/config/validation/validation.go", "ValidateGateway, validateServer"),
    istio("pkg/config/validation/validation.go", "validateServerPort, validateServerBind"),
  ],
  *check(gateway) {
    if (gateway.servers.length === 0) yield withoutServers(gateway);
    const names = new Map<string, Field>();
    for (const server of gateway.servers) {
      yield* serverFaults(server);
      const name = server.field.at("port", "name");
      const text = name?.text;
      if (name === undefined || text === undefined) continue;
      const first = names.get(text);
      if (first) yield sameName(server, name, first);
      else names.set(text, name);
    }
  },
});

function* serverFaults(server: GatewayServer): Iterable<Finding> {
  const { field } = server;
  const hosts = field.get("hosts");
  if (hosts?.isList === true && hosts.items().length === 0) yield withoutHosts(server, hosts);
  const name = field.at("port", "name");
  if (name?.text === "") yield nameless(server, name);
  const target = field.at("port", "targetPort");
  if (target && (target.number()?.value ?? 0) > 0) yield withTarget(server, target);
  const bind = field.get("bind");
  const socket = /^unix:\/\/(.*)$/.exec(bind?.text ?? "")?.[1];
  if (!bind || socket === undefined) return;
  if (!/^@|^\/.*[^/]$/.test(socket)) yield noSocket(server, bind);
  const number = field.at("port", "number");
  if (number && number.number()?.value !== 0) yield portOfSocket(server, number, bind);
}

function withoutServers({ resource }: Gateway): Finding {
  return webhookRefusal(resource, {
    headline: "this Gateway has no servers",
    primary: { span: tokenSpan(resource.spec ?? resource.root), text: "no `servers`" },
    help: "add a server with `port` and `hosts`",
  });
}

function withoutHosts({ gateway }: GatewayServer, hosts: Field): Finding {
  return webhookRefusal(gateway.resource, {
    headline: "a server without hosts serves nothing",
    primary: { span: hosts.span, text: "empty" },
    help: "list the hosts that clients connect to, or `*` for all",
  });
}

function nameless({ gateway }: GatewayServer, name: Field): Finding {
  return webhookRefusal(gateway.resource, {
    headline: "the port of a server has an empty name",
    primary: { span: name.span, text: "empty" },
    help: "use a name that is unique among the servers, such as `grpc`",
  });
}

function sameName({ gateway }: GatewayServer, name: Field, first: Field): Finding {
  return webhookRefusal(gateway.resource, {
    headline: `two servers name their port \`${name.text ?? ""}\``,
    primary: { span: name.span, text: "the same name" },
    related: [{ span: first.span, text: "taken here" }],
    help: "give each server's port its own name",
  });
}

function withTarget({ gateway }: GatewayServer, target: Field): Finding {
  return webhookRefusal(gateway.resource, {
    headline: "`targetPort` is not allowed in a Gateway",
    primary: { span: target.keySpan, text: "refused" },
    help: "remove it; the gateway's pods listen on `number`",
  });
}

function noSocket({ gateway }: GatewayServer, bind: Field): Finding {
  return webhookRefusal(gateway.resource, {
    headline: `\`${bind.text ?? ""}\` is not a valid socket path`,
    primary: { span: bind.span, text: "not an absolute path" },
    help: "use `unix:///` and the absolute path of a file, or `unix://@name`",
  });
}

function portOfSocket({ gateway }: GatewayServer, number: Field, bind: Field): Finding {
  return webhookRefusal(gateway.resource, {
    headline: "a server on a Unix socket must use port 0",
    primary: { span: number.span, text: "not 0" },
    related: [{ span: bind.span, text: "a socket" }],
    help: "use `number: 0`, or remove `bind`",
  });
}
