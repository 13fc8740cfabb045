import { isNameToFill } from "../../src/mesh/objects/placeholder.ts";
import { domainNameFault, isDnsLabel } from "../../src/validate/domain-name.ts";
import { replaceText } from "../../src/rule/edits.ts";
import type { Places } from "../../src/mesh/objects/written-at.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { placesOf } from "../../src/rule/places-of.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import { webhookRefusal } from "../../src/rule/webhook-refusal.ts";
import type { Resource } from "../../src/manifest/resource.ts";
import type { Field } from "../../src/yaml/field.ts";
import { shorten } from "../../src/text/shorten.ts";

const lists: Places = {
  "networking.istio.io/VirtualService": [
    "spec.gateways",
    "spec.http[].match[].gateways",
    "spec.tls[].match[].gateways",
    "spec.tcp[].match[].gateways",
  ],
};

export const gatewayReferenceMalformed = defineRule({
  id: "gateway-reference-malformed",
  topic: "admission",
  summary: "a VirtualService names a Gateway in a form that Istio does not accept",
  severity: "error",
  severityWhere: { warning: "Istio accepts the old form with a warning" },
  answers: ["IST0106", "IST0133", "IST0165", "KIA1108"],
  reads: "resource",
  fields: lists,
  evidence: [istio("pkg/config/validation/validation.go", "validateGatewayNames")],
  fixable: "safe",
  *check(resource) {
    for (const gateways of placesOf(resource, lists)) {
      yield* checkList(resource, gateways);
    }
  },
});

function* checkList(resource: Resource, gateways: Field): Iterable<Finding> {
  for (const entry of gateways.items()) {
    const name = entry.text;
    if (name === undefined || isNameToFill(name)) continue;
    if (name.includes("/")) {
      if (!name.split("/", 1).concat(afterSlash(name)).every(isDnsLabel))
        yield malformed(resource, entry);
      continue;
    }
    if (domainNameFault(name)) yield malformed(resource, entry);
    else if (isLegacy(name)) yield legacy(entry, name);
    // The webhook looks no further than the first name without a namespace.
    return;
  }
}

function afterSlash(name: string): string {
  return name.slice(name.indexOf("/") + 1);
}

/** `gateway.namespace.svc.cluster.local` */
function isLegacy(name: string): boolean {
  return name.includes(".");
}

function malformed(resource: Resource, entry: Field): Finding {
  const name = entry.text ?? "";
  const own = /^\.\/(.+)$/.exec(name)?.[1];
  return webhookRefusal(resource, {
    headline: `\`${shorten(name)}\` does not name a Gateway`,
    primary: { span: entry.span, text: "not `namespace/name`" },
    help:
      own === undefined
        ? "use `namespace/name`, only the name within the same namespace, or `mesh`"
        : `use \`${own}\` for a Gateway in the same namespace`,
  });
}

function legacy(entry: Field, name: string): Finding {
  const [gateway = "", namespace = ""] = name.split(".");
  const better = `${namespace}/${gateway}`;
  const edit = replaceText(entry, better);
  return {
    headline: `\`${name}\` uses the legacy FQDN form of a Gateway name`,
    primary: { span: entry.span, text: "replaced by `namespace/name`" },
    note: "Istio accepts it with a warning: read as a host, it may name another Gateway than intended",
    help: `use \`${better}\``,
    severity: "warning",
    ...(edit && { fix: { title: `use \`${better}\``, safe: true, edits: [edit] } }),
  };
}
