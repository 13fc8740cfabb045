import { areBeside } from "../../src/mesh/world/beside.ts";
import type { Resource } from "../../src/manifest/resource.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import type { ServiceEntry, ServiceEntryPort } from "../../src/mesh/objects/service-entry.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Located } from "../../src/yaml/source.ts";

export const serviceEntryConflictingProtocol = defineRule({
  id: "service-entry-conflicting-protocol",
  topic: "external-services",
  summary: "two ServiceEntries declare different protocols for the same host and port",
  severity: "warning",
  answers: ["IST0177", "KIA1212"],
  reads: "serviceEntry",
  evidence: [
    istio(
      "pkg/config/analysis/msg/messages.yaml",
      "IST0177: conflicting protocols for the same host and port",
    ),
  ],
  *check(entry, mesh) {
    for (const port of entry.ports) {
      const { number, protocolName } = port;
      const rival = number && rivalOf(entry, port, mesh);
      if (rival && protocolName) yield conflict(number, protocolName, rival);
    }
  },
});

interface Rival {
  readonly entry: ServiceEntry;
  readonly host: Located<string>;
  readonly protocolName: Located<string>;
}

/** An earlier entry beside this one; the same name elsewhere is a variant, not a rival. */
function rivalOf(entry: ServiceEntry, port: ServiceEntryPort, mesh: Mesh): Rival | undefined {
  if (!isPublic(entry)) return undefined;
  const sharing = entry.hosts.flatMap(({ value }) => mesh.serviceEntriesFor(value));
  for (const other of sharing) {
    if (other.resource.name === entry.resource.name || !isPublic(other)) continue;
    if (!isBefore(other.resource, entry.resource)) continue;
    const host = other.hosts.find(({ value }) => entry.hosts.some((own) => own.value === value));
    const found = other.ports.find(({ number }) => number?.value === port.number?.value);
    if (!host || !found?.protocolName || found.protocol === port.protocol) continue;
    if (areBeside(other.resource, entry.resource)) {
      return { entry: other, host, protocolName: found.protocolName };
    }
  }
  return undefined;
}

/** In the order of the inputs, so that of two only the later one is told. */
function isBefore(one: Resource, other: Resource): boolean {
  const { source, start } = one.document;
  const { source: otherSource, start: otherStart } = other.document;
  return source === otherSource ? start < otherStart : source.path < otherSource.path;
}

function isPublic({ resource }: ServiceEntry): boolean {
  return resource.spec?.get("exportTo") === undefined;
}

function conflict(
  number: Located<number>,
  protocol: Located<string>,
  { entry, host, protocolName }: Rival,
): Finding {
  return {
    headline: `port ${number.value} of \`${host.value}\` is \`${protocol.value}\` here and \`${protocolName.value}\` elsewhere`,
    primary: { span: protocol.span, text: "conflicting protocol" },
    related: [{ span: protocolName.span, text: `in \`${entry.resource.name}\`` }],
    note: "one of them applies to all clients; if it is not HTTP/2, gRPC calls end with UNAVAILABLE (14)",
    help: `use one protocol in both, or one ServiceEntry for \`${host.value}\``,
  };
}
