import { gather } from "../../collections/gather.ts";
import { keptFor } from "../../collections/lazy.ts";
import type { Field } from "../../yaml/field.ts";
import type { YamlDocument } from "../../yaml/node.ts";

/** An alert or recording rule of a PrometheusRule. */
export interface Alert {
  /** What Prometheus computes. */
  readonly expression: Field;
  readonly name: string;
}

/** The kind of the Prometheus operator that holds rules; its structure is not known. */
export function holdsAlerts(apiVersion: string, kind: string): boolean {
  return kind === "PrometheusRule" && apiVersion.startsWith("monitoring.coreos.com/");
}

/** Of all documents. */
export function alertsIn(documents: readonly YamlDocument[]): readonly Alert[] {
  return gather(documents, ({ root }) => alertsBelow(root));
}

const alertsBelow = keptFor((root: Field) =>
  holdsAlerts(root.get("apiVersion")?.text ?? "", root.get("kind")?.text ?? "")
    ? (root.at("spec", "groups")?.items() ?? []).flatMap(alertsOf)
    : [],
);

function alertsOf(group: Field): readonly Alert[] {
  return (group.get("rules")?.items() ?? []).flatMap((rule) => {
    const expression = rule.get("expr");
    const name = (rule.get("alert") ?? rule.get("record"))?.text ?? "";
    return expression?.text === undefined ? [] : [{ expression, name }];
  });
}
