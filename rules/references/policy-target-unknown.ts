import type { Resource } from "../../src/manifest/resource.ts";
import { isMadeForGateway } from "../../src/mesh/ask/known-gateways.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import { isPlaceholder } from "../../src/mesh/objects/placeholder.ts";
import { absenceOf, type Absence } from "../../src/mesh/world/open-world.ts";
import { absentSeverity, absentWhere, absentWords } from "../../src/rule/absent.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { placesOf } from "../../src/rule/places-of.ts";
import { defineRule, gatewayApi, istioApi } from "../../src/rule/rule.ts";
import { list } from "../../src/text/lists.ts";
import type { Places } from "../../src/mesh/objects/written-at.ts";
import type { Field } from "../../src/yaml/field.ts";

const targets = ["spec.targetRef", "spec.targetRefs[]"];

const places: Places = {
  "security.istio.io/AuthorizationPolicy": targets,
  "security.istio.io/RequestAuthentication": targets,
  "telemetry.istio.io/Telemetry": targets,
  "networking.istio.io/EnvoyFilter": targets,
  "extensions.istio.io/WasmPlugin": targets,
  "gateway.networking.k8s.io/BackendTLSPolicy": targets,
};

export const policyTargetUnknown = defineRule({
  id: "policy-target-unknown",
  topic: "references",
  summary:
    "a policy is attached to a Service or Gateway, or a port or listener of one, that does not exist",
  severity: "error",
  severityWhere: absentWhere.error,
  reads: "resource",
  fields: places,
  evidence: [
    istioApi("type/v1beta1/selector.proto", "PolicyTargetReference: of the policy's namespace"),
    gatewayApi(
      "apis/v1/policy_types.go",
      "LocalPolicyTargetReferenceWithSectionName: a port of a Service, a listener of a Gateway",
    ),
  ],
  *check(resource, mesh) {
    for (const target of placesOf(resource, places)) {
      const type = `${target.get("group")?.text ?? ""}/${target.get("kind")?.text ?? ""}`;
      const name = target.get("name");
      const sections = sectionsOf.get(type);
      if (name?.text === undefined || sections === undefined) continue;
      const found = mesh.meantBy(resource, type, {
        name: name.text,
        namespace: resource.namespace,
      });
      const absence = absenceOf(name.text, resource.namespace, {
        types: [type],
        from: resource,
        mesh,
      });
      const section = target.get("sectionName");
      const [only] = found;
      if (only === undefined && absence && !isMadeForGateway(name.text, mesh))
        yield unknown(name, absence, mesh);
      if (only && found.length === 1 && section && !mesh.isPatched(only, "spec"))
        yield* sectionFault(section, only, sections(only), mesh);
    }
  },
});

/** The names that a `sectionName` may have, by kind. */
const sectionsOf: ReadonlyMap<string, (target: Resource) => readonly string[]> = new Map([
  ["/Service", (target: Resource) => namesIn(target, "ports")],
  ["gateway.networking.k8s.io/Gateway", (target: Resource) => namesIn(target, "listeners")],
]);

function namesIn({ spec }: Resource, key: string): readonly string[] {
  return (spec?.get(key)?.items() ?? []).flatMap((it) => it.get("name")?.text ?? []);
}

function numbersIn({ spec }: Resource): readonly string[] {
  const numbers = (spec?.get("ports")?.items() ?? []).flatMap(
    (it) => it.get("port")?.number() ?? [],
  );
  return numbers.map(({ value }) => String(value));
}

const note = "the policy takes effect nowhere: gRPC calls go on as if it were not there";

function unknown(name: Field, absence: Absence, mesh: Mesh): Finding {
  const { sure, similar } = absence;
  return {
    ...absentWords({ sure }, `target \`${name.text ?? ""}\``, note),
    primary: { span: name.span, text: "not found" },
    related: similar ? [{ span: mesh.nameSpan(similar), text: "a similar name" }] : [],
    help: similar
      ? `use \`${similar.name}\` if that is what you meant`
      : "name what the policy is for, in its own namespace",
    ...absentSeverity(absence),
  };
}

function* sectionFault(
  section: Field,
  target: Resource,
  names: readonly string[],
  mesh: Mesh,
): Generator<Finding> {
  // Some implementations take the number of a port as well.
  const known = [...names, ...numbersIn(target)];
  if (section.text === undefined || known.includes(section.text)) return;
  if (names.some(isPlaceholder)) return;
  const what = target.kind === "Service" ? "port" : "listener";
  yield {
    headline: `${target.kind} \`${target.name}\` has no ${what} \`${section.text}\``,
    primary: { span: section.span, text: `names no ${what}` },
    related: [{ span: mesh.nameSpan(target), text: "the target" }],
    note,
    help:
      names.length === 0
        ? `give the ${what} a name, or leave \`sectionName\` out`
        : `use one that it has: ${list(names)}`,
  };
}
