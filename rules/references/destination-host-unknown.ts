import type { Resource } from "../../src/manifest/resource.ts";
import {
  absentHost,
  halfQualified,
  hostOwner,
  isOfPod,
  lacksNamespace,
  namesakeElsewhere,
} from "../../src/mesh/ask/known-hosts.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import type { Absence } from "../../src/mesh/world/open-world.ts";
import { replaceText } from "../../src/rule/edits.ts";
import { absentSeverity, absentWords, absentWhere } from "../../src/rule/absent.ts";
import { noCluster, noTcpCluster } from "../../src/rule/consequences.ts";
import { meantElsewhere, notCompleted } from "../../src/rule/not-completed.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Places } from "../../src/mesh/objects/written-at.ts";
import { placesOf } from "../../src/rule/places-of.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

const places: Places = {
  "networking.istio.io/VirtualService": [
    "spec.http[].route[].destination.host",
    "spec.http[].mirror.host",
    "spec.http[].mirrors[].destination.host",
    "spec.tcp[].route[].destination.host",
    "spec.tls[].route[].destination.host",
  ],
};

export const destinationHostUnknown = defineRule({
  id: "destination-host-unknown",
  topic: "references",
  summary: "a route sends to a host that no Service and no ServiceEntry has",
  severity: "error",
  severityWhere: absentWhere.host,
  reads: "resource",
  fields: places,
  evidence: [
    istio(
      "pilot/pkg/model/config.go",
      "ResolveShortnameToFQDN: only a name without a dot is completed",
    ),
    istio("pkg/config/analysis/analyzers/virtualservice/destinationhosts.go", "IST0101 for `host`"),
  ],
  answers: ["IST0101", "KIA1101"],
  fixable: "unsafe",
  *check(resource, mesh) {
    for (const field of placesOf(resource, places)) {
      const host = field.text ?? "";
      const service = halfQualified(host, resource, mesh);
      const absence = service ? undefined : absentHost(host, resource, mesh);
      const namesake = service ? undefined : namesakeElsewhere(host, resource, mesh);
      const hidden = absence && hostOwner(host, resource, mesh);
      const words = { consequence: consequenceAt(field), effect: "calls then reach it" };
      if (service) yield notCompleted(field, service, words, mesh);
      else if (namesake)
        yield meantElsewhere(field, { from: resource, namesake, note: consequenceAt(field) }, mesh);
      else if (hidden) yield notExported(field, resource, hidden, mesh);
      else if (absence && isOfPod(host, mesh.settings)) yield onePod(field, host);
      else if (absence) yield unknown(field, host, absence, mesh);
    }
  },
});

function consequenceAt(field: Field): string {
  return field.path.startsWith("spec.http") ? noCluster : noTcpCluster;
}

function notExported(field: Field, from: Resource, owner: Resource, mesh: Mesh): Finding {
  const exportTo = owner.spec?.get("exportTo")?.span ?? mesh.nameSpan(owner);
  const { namespace = "" } = mesh.clientOf(from) ?? from;
  return {
    headline: `${owner.kind} \`${owner.name}\` is not exported to the callers of \`${from.name}\``,
    primary: { span: field.span, text: "not visible here" },
    related: [{ span: exportTo, text: "exported elsewhere" }],
    note: consequenceAt(field),
    help: `export the ${owner.kind} to namespace \`${namespace}\` as well`,
  };
}

function unknown(field: Field, host: string, absence: Absence, mesh: Mesh): Finding {
  const { sure, similar } = absence;
  const edit = similar && sameForm(field, host, similar);
  return {
    ...absentWords({ sure }, `Service or ServiceEntry with host \`${host}\``, consequenceAt(field)),
    primary: { span: field.span, text: "not found" },
    related: similar ? [{ span: mesh.nameSpan(similar), text: "a similar name" }] : [],
    help: similar
      ? `use \`${similar.name}\` if that is what you meant`
      : lacksNamespace(host, mesh.settings)
        ? `add the namespace: \`${host.replace(".svc", ".NAMESPACE.svc")}\``
        : "use the host of a Service, or add a ServiceEntry",
    ...absentSeverity(absence),
    ...(edit && {
      fix: { title: `use \`${similar.name}\` (routes to it)`, safe: false, edits: [edit] },
    }),
  };
}

/** DNS has names for the pods of a StatefulSet; of the hosts that Istio knows none is such a name. */
function onePod(field: Field, host: string): Finding {
  const [pod = "", service = ""] = host.split(".");
  return {
    headline: `\`${pod}\` of \`${service}\` is a pod: Istio knows it only by a ServiceEntry`,
    primary: { span: field.span, text: "the name of one pod" },
    note: `no Service has this host: without a ServiceEntry ${consequenceAt(field)}`,
    help: `add a ServiceEntry with this host, or use a Service that selects \`${pod}\` alone`,
    severity: "info",
  };
}

/** The similar name in the place of the name, whatever follows that. */
function sameForm(field: Field, host: string, { name }: Resource): ReturnType<typeof replaceText> {
  const dot = host.indexOf(".");
  return replaceText(field, name + (dot < 0 ? "" : host.slice(dot)));
}
