import type { Resource } from "../manifest/resource.ts";
import { holdsNamespace } from "../mesh/world/open-world.ts";
import type { Mesh } from "../mesh/mesh.ts";
import type { Service } from "../mesh/objects/service.ts";
import type { Field } from "../yaml/field.ts";
import { replaceText } from "./edits.ts";
import type { Finding } from "./finding.ts";

/** What follows from a host that is not completed, and what does once it is written in full. */
export interface NotCompleted {
  readonly consequence: string;
  readonly effect: string;
}

/** A host such as `name.namespace`, which Istio does not take for the Service that is meant. */
export function notCompleted(
  field: Field,
  { resource }: Service,
  { consequence, effect }: NotCompleted,
  mesh: Mesh,
): Finding {
  const { name, namespace } = resource;
  const full = `${name}.${namespace ?? ""}.svc.${mesh.settings.clusterDomain}`;
  const edit = replaceText(field, full);
  return {
    headline: `Istio does not resolve \`${field.text ?? ""}\` to Service \`${name}\``,
    primary: { span: field.span, text: "not expanded, as it has a dot" },
    related: [{ span: mesh.nameSpan(resource), text: "the intended Service" }],
    note: consequence,
    help: `use \`${full}\``,
    ...(edit && {
      fix: { title: `use \`${full}\` (${effect})`, safe: false, edits: [edit] },
    }),
  };
}

/** A short name that is completed with one namespace, and meant for another. */
export interface MeantElsewhere {
  readonly from: Resource;
  /** The Service of this name. */
  readonly namesake: Service;
  /** What follows where the first namespace has none. */
  readonly note: string;
}

/** A short name, completed with the namespace of what it is written in. */
export function meantElsewhere(
  field: Field,
  { from, namesake, note }: MeantElsewhere,
  mesh: Mesh,
): Finding {
  const { name, namespace = "" } = namesake.resource;
  const own = from.namespace ?? "";
  const full = `${name}.${namespace}.svc.${mesh.settings.clusterDomain}`;
  const edit = replaceText(field, full);
  return {
    headline: `\`${name}\` means a Service of \`${own}\`, and it is in \`${namespace}\``,
    primary: { span: field.span, text: "completed with this namespace" },
    related: [{ span: mesh.nameSpan(namesake.resource), text: "the intended Service" }],
    note: `unless namespace \`${own}\` has one too, ${note}`,
    help: `use \`${full}\``,
    ...(!holdsNamespace(from.namespace, mesh) && { severity: "warning" as const }),
    ...(edit && {
      fix: { title: `use \`${full}\` (calls then reach it)`, safe: false, edits: [edit] },
    }),
  };
}
