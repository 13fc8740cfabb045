import { isPlaceholder } from "../../src/mesh/objects/placeholder.ts";
import type { ServiceEntry } from "../../src/mesh/objects/service-entry.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import { webhookRefusal } from "../../src/rule/webhook-refusal.ts";
import { list } from "../../src/text/lists.ts";
import type { Field } from "../../src/yaml/field.ts";

export const serviceEntryEndpointPort = defineRule({
  id: "service-entry-endpoint-port",
  topic: "admission",
  summary: "a ServiceEntry endpoint maps a port that the ServiceEntry does not have",
  severity: "error",
  answers: ["IST0106"],
  reads: "serviceEntry",
  evidence: [
    istio(
      "pkg/config/validation/validation.go",
      "endpoint port is not defined by the service entry",
    ),
    istio(
      "pkg/config/validation/validation.go",
      "exactly 1 service port required for unix endpoints",
    ),
  ],
  *check(entry) {
    const mode = entry.resolution?.value ?? "NONE";
    if (!/^(?:STATIC|DNS)/.test(mode)) return;
    const names = entry.ports.flatMap(({ field }) => field.get("name")?.text ?? []);
    for (const endpoint of entry.resource.spec?.get("endpoints")?.items() ?? []) {
      for (const port of endpoint.get("ports")?.fields() ?? []) {
        if (!names.includes(port.key.value) && !names.some(isPlaceholder))
          yield undefinedPort(entry, port, names);
      }
      const address = endpoint.get("address");
      const socket = address?.text?.startsWith("unix://") === true;
      if (mode === "STATIC" && address && socket && entry.ports.length !== 1) {
        yield onePort(entry, address);
      }
    }
  },
});

function undefinedPort(entry: ServiceEntry, port: Field, names: readonly string[]): Finding {
  return webhookRefusal(entry.resource, {
    headline: `the ServiceEntry has no port \`${port.key.value}\``,
    primary: { span: port.keySpan, text: "not among `ports`" },
    help:
      names.length === 0
        ? `add a port named \`${port.key.value}\` to \`ports\``
        : `use the name of one of its ports: ${list(names)}`,
  });
}

function onePort(entry: ServiceEntry, address: Field): Finding {
  return webhookRefusal(entry.resource, {
    headline: "a Unix socket serves exactly one port",
    primary: { span: address.span, text: "a Unix socket" },
    help: "keep one entry in `ports`, or use the endpoint's IP address",
  });
}
